package io.meshsdk.cli;

/** Failures as sentences for people. */
final class Failures {
    private Failures() {}

    static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isEmpty() ? failure.toString() : message;
    }
}
