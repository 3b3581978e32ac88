package io.meshsdk.internal.net;

/** Which bytes may stand where in a head (RFC 9110 §5.5, §5.6.2; RFC 9112 §3.2). */
final class Syntax {
    /** By byte: its lowercase form where it may stand in a token, else 0. */
    private static final byte[] TOKEN = tokens();

    private Syntax() {}

    /** The lowercase form of a token's character, or 0 for what cannot stand in a token. */
    static byte token(int c) {
        return c < 128 && c >= 0 ? TOKEN[c] : 0;
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (token(text.charAt(i)) == 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** As HTTP/2 wants the names of fields. */
    static boolean isLowercaseToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || token(c) != c) {
                return false;
            }
        }
        return text.length() > 0;
    }

    static boolean isValue(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isValue(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** A field's value: visible, space, tab, and the upper half of ISO 8859-1 that old servers send. */
    static boolean isValue(int c) {
        return c >= ' ' ? c != 0x7f && c <= 0xff : c == '\t';
    }

    /** What may stand in a request's target. */
    static boolean isTarget(int c) {
        return c > ' ' && c < 0x7f && c != '#';
    }

    /** What may stand in {@code Host}: no user, no path. */
    static boolean isAuthority(int c) {
        return c > ' ' && c < 0x7f && c != '/' && c != '?' && c != '#' && c != '@' && c != '\\';
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    private static byte[] tokens() {
        byte[] table = new byte[128];
        for (char c = '0'; c <= '9'; c++) {
            table[c] = (byte) c;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            table[c] = (byte) c;
            table[c - 'a' + 'A'] = (byte) c;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            table[c] = (byte) c;
        }
        return table;
    }
}
