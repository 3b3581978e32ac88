package io.meshsdk;

/** What goes wrong with a mesh, or with a call through it. */
public class MeshException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MeshException(String message) {
        super(message);
    }

    public MeshException(String message, Throwable cause) {
        super(message, cause);
    }
}
