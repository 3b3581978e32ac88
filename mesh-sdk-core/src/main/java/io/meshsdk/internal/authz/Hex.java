package io.meshsdk.internal.authz;

/** Two hexadecimal digits of a percent encoding. */
final class Hex {
    private Hex() {}

    /** Negative where there are not two. */
    static int at(String text, int index) {
        if (index + 1 >= text.length()) {
            return -1;
        }
        int high = digit(text.charAt(index));
        int low = digit(text.charAt(index + 1));
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static int digit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
