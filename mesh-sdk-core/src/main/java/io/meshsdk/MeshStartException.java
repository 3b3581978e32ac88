package io.meshsdk;

/** A mesh could not start. The message names file, place and value, and what to do. */
public final class MeshStartException extends MeshException {
    private static final long serialVersionUID = 1L;

    MeshStartException(String message) {
        super(message);
    }

    MeshStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
