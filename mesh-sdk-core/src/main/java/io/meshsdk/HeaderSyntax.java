package io.meshsdk;

import java.util.Set;

/** What may stand in a head that we send: anything else could be read as another header or another request. */
final class HeaderSyntax {
    /** Framing and connection management belong to the transport; a caller's word on them could smuggle a request. */
    private static final Set<String> TRANSPORT = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private HeaderSyntax() {}

    static boolean ownedByTransport(String lowercaseName) {
        return TRANSPORT.contains(lowercaseName);
    }

    static void checkToken(String what, String text) {
        boolean ok = !text.isEmpty();
        for (int i = 0; ok && i < text.length(); i++) {
            char c = text.charAt(i);
            ok = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
        if (!ok) {
            throw new IllegalArgumentException("not a " + what + ": \"" + printable(text) + "\"");
        }
    }

    static void checkValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("header " + name + ": character " + i + " (U+"
                        + Integer.toHexString(c) + ") cannot stand in a header");
            }
        }
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 40); i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || c > '~' ? '?' : c);
        }
        return shown.toString();
    }
}
