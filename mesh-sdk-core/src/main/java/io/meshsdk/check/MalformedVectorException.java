package io.meshsdk.check;

/** A file of decisions is not as its format says. The message names the place. */
final class MalformedVectorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedVectorException(String message) {
        super(message);
    }
}
