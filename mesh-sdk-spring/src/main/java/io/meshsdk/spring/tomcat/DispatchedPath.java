package io.meshsdk.spring.tomcat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The path by which the container chooses what runs: decoded, without parameters. */
public final class DispatchedPath {
    private DispatchedPath() {}

    /**
     * Whether the container runs what was judged.
     *
     * @param dispatched {@code Request.getDecodedRequestURI}
     * @param paths with their queries, as policies read them
     */
    public static boolean isOneOf(String dispatched, String... paths) {
        for (String path : paths) {
            int query = path.indexOf('?');
            String plain = query < 0 ? path : path.substring(0, query);
            // Most are spelt alike.
            if (plain.equals(dispatched) || escaped(plain).equals(escaped(dispatched))) {
                return true;
            }
        }
        return false;
    }

    /** What may stand for itself does; all else is escaped, in lower case. */
    private static String escaped(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] & 0xff;
            if (value == '%' && i + 2 < bytes.length && isHex(bytes[i + 1]) && isHex(bytes[i + 2])) {
                text.append(new String(bytes, i, 3, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
                i += 2;
            } else if (value > ' ' && value < 0x7f && value != ';' && value != '?' && value != '%') {
                text.append((char) value);
            } else {
                text.append('%').append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 15, 16));
            }
        }
        return text.toString();
    }

    private static boolean isHex(byte c) {
        return Character.digit(c, 16) >= 0;
    }
}
