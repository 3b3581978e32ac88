package io.meshsdk.internal.match;

import org.jspecify.annotations.Nullable;

/** Reads the query of a path as it was sent. */
public final class QueryParameters {
    private QueryParameters() {}

    /** The first value of a parameter, not decoded; empty without {@code =}; null where there is none. */
    public static @Nullable String first(String path, String name) {
        int query = path.indexOf('?');
        if (query < 0) {
            return null;
        }
        int fragment = path.indexOf('#', query);
        int end = fragment < 0 ? path.length() : fragment;
        for (int from = query + 1; from < end; ) {
            int amp = path.indexOf('&', from);
            int to = amp < 0 || amp > end ? end : amp;
            int equals = path.indexOf('=', from);
            int nameEnd = equals < 0 || equals > to ? to : equals;
            if (nameEnd - from == name.length() && path.startsWith(name, from)) {
                return nameEnd == to ? "" : path.substring(nameEnd + 1, to);
            }
            from = to + 1;
        }
        return null;
    }
}
