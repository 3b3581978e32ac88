package io.meshsdk.spring.tomcat;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Path parameters, which a container cuts off before it decodes a path, and a listener that normalizes paths takes for text:
 * {@code /app;x=\\..\\safe} is {@code /app} to the one and {@code /safe} to the other. Nobody means such a path well.
 */
final class PathParameters {
    private static final Set<String> SEPARATORS = Set.of("%2f", "%5c", "%2e", "%00");

    private PathParameters() {}

    /**
     * What about a target's path parameters can be read in two ways; null where nothing can.
     *
     * @param target with its query
     */
    static @Nullable String trick(String target) {
        if (target.indexOf(';') < 0) {
            return null;
        }
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        int start = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || target.charAt(i) == '/') {
                String why = segment(target.substring(start, i));
                if (why != null) {
                    return why;
                }
                start = i + 1;
            }
        }
        return null;
    }

    private static @Nullable String segment(String segment) {
        int semicolon = segment.indexOf(';');
        if (semicolon < 0) {
            return null;
        }
        String name = segment.substring(0, semicolon).toLowerCase(Locale.ROOT).replace("%2e", ".");
        if (name.equals(".") || name.equals("..")) {
            return "a dot segment with parameters";
        }
        String parameters = segment.substring(semicolon).toLowerCase(Locale.ROOT);
        if (parameters.indexOf('\\') >= 0) {
            return "a backslash in a path parameter";
        }
        for (int i = parameters.indexOf('%'); i >= 0; i = parameters.indexOf('%', i + 1)) {
            String escape = parameters.substring(i, Math.min(i + 3, parameters.length()));
            if (SEPARATORS.contains(escape)) {
                return escape + " in a path parameter";
            }
        }
        return null;
    }
}
