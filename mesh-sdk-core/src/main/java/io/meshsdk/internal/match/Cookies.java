package io.meshsdk.internal.match;

import io.meshsdk.call.Headers;
import org.jspecify.annotations.Nullable;

/** Reads cookies as Envoy does. */
public final class Cookies {
    private static final String COOKIE = "cookie";

    private Cookies() {}

    /** The first value of that name in all {@code cookie} fields, without quotes around it; null where there is none. */
    public static @Nullable String first(Headers headers, String name) {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equals(COOKIE)) {
                String value = first(headers.value(i), name);
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }

    private static @Nullable String first(String field, String name) {
        for (int from = 0; from < field.length(); ) {
            int semicolon = field.indexOf(';', from);
            int end = semicolon < 0 ? field.length() : semicolon;
            while (from < end && field.charAt(from) == ' ') {
                from++;
            }
            int equals = from + name.length();
            // A name with blanks behind it is another name.
            if (equals < end && field.charAt(equals) == '=' && field.startsWith(name, from)) {
                return unquoted(field, equals + 1, end);
            }
            from = end + 1;
        }
        return null;
    }

    private static String unquoted(String field, int from, int end) {
        boolean quoted = end - from >= 2 && field.charAt(from) == '"' && field.charAt(end - 1) == '"';
        return quoted ? field.substring(from + 1, end - 1) : field.substring(from, end);
    }
}
