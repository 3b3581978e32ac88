package io.meshsdk.internal.authz;

import io.meshsdk.model.HttpConnectionManager.EscapedSlashes;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;

/** {@link PathNormalization}, as Envoy does it: escaped slashes, then normalisation, then runs of slashes. The query is left. */
public final class PathNormalizer {
    private static final String ENCODED = "|^\"<>{}`";

    private final PathNormalization configured;

    public PathNormalizer(PathNormalization configured) {
        this.configured = configured;
    }

    /**
     * @param path with its query, as sent
     */
    public PathDecision normalize(String path) {
        if (path.indexOf('#') >= 0) {
            return new PathDecision.Reject("a fragment in the path");
        }
        if (path.isEmpty() || path.charAt(0) != '/') {
            // OPTIONS asks for the server as a whole; nothing else has no slash.
            return path.equals("*")
                    ? new PathDecision.Use(path)
                    : new PathDecision.Reject("a path begins with a slash");
        }
        int query = path.indexOf('?');
        String rest = query < 0 ? "" : path.substring(query);
        String changed = query < 0 ? path : path.substring(0, query);
        String unescaped = unescapedSlashes(changed);
        boolean escapes = unescaped.length() != changed.length();
        if (escapes && configured.escapedSlashes() == EscapedSlashes.REJECT_REQUEST) {
            return new PathDecision.Reject("an escaped slash in the path");
        }
        if (escapes && configured.escapedSlashes() != EscapedSlashes.KEEP_UNCHANGED) {
            changed = unescaped;
        }
        if (configured.normalizePath()) {
            if (changed.contains("%00")) {
                return new PathDecision.Reject("a zero byte in the path");
            }
            changed = canonical(withoutParametersOfDots(changed));
        }
        if (configured.mergeSlashes()) {
            changed = merged(changed);
        }
        return escapes && configured.escapedSlashes() == EscapedSlashes.UNESCAPE_AND_REDIRECT
                ? new PathDecision.Redirect(changed + rest)
                : new PathDecision.Use(rest.isEmpty() ? changed : changed + rest);
    }

    private static String unescapedSlashes(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        StringBuilder text = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int value = c == '%' ? Hex.at(path, i + 1) : -1;
            if (value == '/' || value == '\\') {
                text.append((char) value);
                i += 2;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** {@code /..;x=1/} is {@code /../}, for many servers read it so. */
    private static String withoutParametersOfDots(String path) {
        int at = path.indexOf("/..;");
        if (at < 0) {
            return path;
        }
        StringBuilder text = new StringBuilder(path.length());
        int copied = 0;
        while (at >= 0) {
            text.append(path, copied, at + 3);
            int slash = path.indexOf('/', at + 1);
            copied = slash < 0 ? path.length() : slash;
            at = path.indexOf("/..;", copied);
        }
        return text.append(path, copied, path.length()).toString();
    }

    private static String canonical(String path) {
        StringBuilder text = new StringBuilder(path.length());
        int i = 0;
        while (i < path.length()) {
            int dot = dot(path, i);
            if (dot > 0 && text.length() > 0 && text.charAt(text.length() - 1) == '/') {
                int second = dot(path, i + dot);
                int end = i + dot + second;
                if (end == path.length() || isSlash(path.charAt(end))) {
                    if (second > 0) {
                        upwards(text);
                    }
                    i = end + 1;
                    continue;
                }
            }
            i += copy(path, i, text);
        }
        return text.toString();
    }

    /** The length of a dot, written so or encoded; 0 where there is none. */
    private static int dot(String path, int index) {
        if (index < path.length() && path.charAt(index) == '.') {
            return 1;
        }
        return index < path.length() && path.charAt(index) == '%' && Hex.at(path, index + 1) == '.' ? 3 : 0;
    }

    private static boolean isSlash(char c) {
        return c == '/' || c == '\\';
    }

    private static void upwards(StringBuilder text) {
        int slash = text.lastIndexOf("/", text.length() - 2);
        text.setLength(slash < 0 ? 1 : slash + 1);
    }

    private static int copy(String path, int index, StringBuilder into) {
        char c = path.charAt(index);
        if (c == '\\') {
            into.append('/');
            return 1;
        }
        if (c == '%') {
            int value = Hex.at(path, index + 1);
            if (value >= 0) {
                if (isUnreserved(value)) {
                    into.append((char) value);
                } else {
                    into.append(path, index, index + 3);
                }
                return 3;
            }
        } else if (c <= ' ' || c == 0x7f || ENCODED.indexOf(c) >= 0) {
            into.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
            into.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            return 1;
        }
        into.append(c);
        return 1;
    }

    private static boolean isUnreserved(int value) {
        return value < 128
                && (Character.isLetterOrDigit(value) || value == '-' || value == '.' || value == '_' || value == '~');
    }

    /** A path of nothing but slashes keeps two, as in Envoy. */
    private static String merged(String path) {
        int at = path.indexOf("//");
        if (at < 0) {
            return path;
        }
        StringBuilder text = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' || i == 0 || path.charAt(i - 1) != '/') {
                text.append(c);
            }
        }
        return text.length() == 1 ? "//" : text.toString();
    }
}
