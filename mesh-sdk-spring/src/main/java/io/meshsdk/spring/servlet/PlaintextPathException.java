package io.meshsdk.spring.servlet;

/** A path that cannot be opened to everybody. */
public final class PlaintextPathException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    PlaintextPathException(String path, String why) {
        super("mesh.inbound.plaintext-paths: '" + path + "' " + why);
    }
}
