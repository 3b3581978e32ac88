package io.meshsdk.internal.identity;

/** Key, certificate or trust that cannot be used. The message is for people and holds nothing secret; there is no cause, for
 * those of the JDK may quote what they read. */
final class UnusableSecretException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableSecretException(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
