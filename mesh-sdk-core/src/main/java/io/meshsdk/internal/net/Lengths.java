package io.meshsdk.internal.net;

/** {@code Content-Length} as a number. */
final class Lengths {
    private static final int MAX_DIGITS = 18;

    private Lengths() {}

    /** Digits only, no sign, no list; -1 for anything else. */
    static long parse(String value) {
        if (value.isEmpty() || value.length() > MAX_DIGITS) {
            return -1;
        }
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            length = length * 10 + digit;
        }
        return length;
    }
}
