package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Names that responses carry all the time, so that reading one makes no string. Never changes. */
final class HeaderNames {
    private static final int SLOTS = 256;
    private static final String[] KNOWN = table(
            "accept-ranges",
            "access-control-allow-credentials",
            "access-control-allow-headers",
            "access-control-allow-methods",
            "access-control-allow-origin",
            "access-control-expose-headers",
            "age",
            "allow",
            "alt-svc",
            "cache-control",
            "connection",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-length",
            "content-location",
            "content-range",
            "content-security-policy",
            "content-type",
            "date",
            "etag",
            "expires",
            "grpc-message",
            "grpc-status",
            "keep-alive",
            "last-modified",
            "link",
            "location",
            "pragma",
            "proxy-connection",
            "referrer-policy",
            "retry-after",
            "server",
            "set-cookie",
            "strict-transport-security",
            "te",
            "traceparent",
            "tracestate",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "vary",
            "via",
            "www-authenticate",
            "x-content-type-options",
            "x-envoy-overloaded",
            "x-envoy-upstream-service-time",
            "x-frame-options",
            "x-powered-by",
            "x-request-id",
            "x-xss-protection");

    private HeaderNames() {}

    /** The name that these lowercase bytes spell. */
    static String of(byte[] bytes, int length) {
        for (int slot = slot(bytes[0], bytes[length - 1], length); ; slot = (slot + 1) % SLOTS) {
            String known = KNOWN[slot];
            if (known == null) {
                return new String(bytes, 0, length, ISO_8859_1);
            }
            if (spells(known, bytes, length)) {
                return known;
            }
        }
    }

    private static boolean spells(String name, byte[] bytes, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int first, int last, int length) {
        return (first * 31 + last * 7 + length * 13) % SLOTS;
    }

    private static String[] table(String... names) {
        String[] slots = new String[SLOTS];
        for (String name : names) {
            int slot = slot(name.charAt(0), name.charAt(name.length() - 1), name.length());
            while (slots[slot] != null) {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = name;
        }
        return slots;
    }
}
