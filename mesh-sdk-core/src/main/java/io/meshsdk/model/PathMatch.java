package io.meshsdk.model;

/** The {@code path_specifier} of {@code envoy.config.route.v3.RouteMatch}; the query is never part of what is matched. */
public sealed interface PathMatch {
    record Exact(String value) implements PathMatch {}

    record Prefix(String value) implements PathMatch {}

    /** RE2 syntax; matches the whole path. */
    record SafeRegex(String regex) implements PathMatch {}

    /** Matches whole segments: {@code /api} takes {@code /api/v1} but not {@code /apis}. */
    record PathSeparatedPrefix(String value) implements PathMatch {}

    /** {@code path_match_policy} with {@code uri_template}. */
    record UriTemplate(String template) implements PathMatch {}
}
