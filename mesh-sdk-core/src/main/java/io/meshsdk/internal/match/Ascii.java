package io.meshsdk.internal.match;

/** Case as HTTP means it: that of ASCII letters only. */
final class Ascii {
    private Ascii() {}

    static boolean sameIgnoringCase(String text, int offset, String other) {
        if (offset < 0 || text.length() - offset < other.length()) {
            return false;
        }
        for (int i = 0; i < other.length(); i++) {
            if (lower(text.charAt(offset + i)) != lower(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(char c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
}
