package io.meshsdk.internal.xds.bootstrap;

/** A bootstrap that cannot be used. The message names the file, the place, the value and the way out. */
public final class BootstrapException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BootstrapException(String message) {
        super(message);
    }

    public BootstrapException(String message, Throwable cause) {
        super(message, cause);
    }
}
