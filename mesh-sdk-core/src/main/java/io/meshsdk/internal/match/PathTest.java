package io.meshsdk.internal.match;

import io.meshsdk.model.PathMatch;

/** A {@link PathMatch}, compiled. */
public interface PathTest {
    /** Whether the first {@code length} characters, which are the path without its query, match. */
    boolean matches(String path, int length);

    default boolean matches(String path) {
        return matches(path, lengthWithoutQuery(path));
    }

    /**
     * @param caseSensitive not heeded by regular expressions and templates
     * @throws IllegalArgumentException where {@link Regex#refusal} or {@link UriTemplate#refusal} has a reason
     */
    static PathTest of(PathMatch match, CaseSensitivity caseSensitive) {
        boolean ignoreCase = caseSensitive == CaseSensitivity.IGNORE_CASE;
        if (match instanceof PathMatch.Exact exact) {
            String value = exact.value();
            return ignoreCase
                    ? (path, length) -> length == value.length() && Ascii.sameIgnoringCase(path, 0, value)
                    : (path, length) -> length == value.length() && path.startsWith(value);
        }
        if (match instanceof PathMatch.Prefix prefix) {
            return prefix(prefix.value(), ignoreCase);
        }
        if (match instanceof PathMatch.PathSeparatedPrefix separated) {
            int end = separated.value().length();
            PathTest prefix = prefix(separated.value(), ignoreCase);
            return (path, length) -> prefix.matches(path, length) && (length == end || path.charAt(end) == '/');
        }
        TextTest whole = match instanceof PathMatch.UriTemplate template
                ? UriTemplate.compile(template.template())
                : Regex.compile(((PathMatch.SafeRegex) match).regex());
        return (path, length) -> whole.matches(length == path.length() ? path : path.substring(0, length));
    }

    static int lengthWithoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path.length() : query;
    }

    private static PathTest prefix(String value, boolean ignoreCase) {
        return ignoreCase
                ? (path, length) -> length >= value.length() && Ascii.sameIgnoringCase(path, 0, value)
                : (path, length) -> length >= value.length() && path.startsWith(value);
    }

    enum CaseSensitivity {
        CASE_SENSITIVE,
        IGNORE_CASE
    }
}
