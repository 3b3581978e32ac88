package io.meshsdk.cli;

/** What was given cannot be used. The message says what to do. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
