package io.meshsdk.internal.authz;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * A path as an application's container reads it: parameters gone, dots resolved, slashes of every kind one.
 *
 * <p>Differs from Envoy, which judges a path as text and leaves it to the upstream how that one reads it: here the upstream is
 * this process, so a call must be allowed by either reading.
 */
public final class PathView {
    private PathView() {}

    /**
     * The same string where there is but one reading.
     *
     * @param path with its query
     */
    public static String asContainersRead(String path) {
        int query = path.indexOf('?');
        int end = query < 0 ? path.length() : query;
        if (isPlain(path, end)) {
            return path;
        }
        String decoded = decoded(path.substring(0, end));
        Deque<String> segments = new ArrayDeque<>();
        String[] parts = decoded.split("/", -1);
        for (int i = 1; i < parts.length; i++) {
            String segment = withoutParameters(parts[i]);
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        StringBuilder read = new StringBuilder(path.length());
        for (Iterator<String> each = segments.iterator(); each.hasNext(); ) {
            read.append('/').append(each.next());
        }
        String last = withoutParameters(parts[parts.length - 1]);
        if (segments.isEmpty() || last.isEmpty() || last.equals(".") || last.equals("..")) {
            read.append('/');
        }
        return read.append(path, end, path.length()).toString();
    }

    private static String withoutParameters(String segment) {
        int parameters = segment.indexOf(';');
        return parameters < 0 ? segment : segment.substring(0, parameters);
    }

    private static boolean isPlain(String path, int end) {
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            if (c == '%' || c == ';' || c == '\\') {
                return false;
            }
            if (c == '/' && i + 1 < end && (path.charAt(i + 1) == '/' || path.charAt(i + 1) == '.')) {
                return false;
            }
        }
        return end > 0 && path.charAt(0) == '/';
    }

    /** All of ASCII that is decoded anyway, and every slash. What is decoded is not decoded again. */
    private static String decoded(String path) {
        StringBuilder text = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int value = c == '%' ? Hex.at(path, i + 1) : -1;
            if (value > ' ' && value < 0x7f && value != '%' && value != '?' && value != ';') {
                c = (char) value;
                i += 2;
            }
            text.append(c == '\\' ? '/' : c);
        }
        return text.toString();
    }
}
