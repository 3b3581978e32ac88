package io.meshsdk.model;

/** {@code envoy.type.matcher.v3.StringMatcher}. */
public sealed interface StringMatcher {
    record Exact(String value, boolean ignoreCase) implements StringMatcher {}

    record Prefix(String value, boolean ignoreCase) implements StringMatcher {}

    record Suffix(String value, boolean ignoreCase) implements StringMatcher {}

    record Contains(String value, boolean ignoreCase) implements StringMatcher {}

    /** RE2 syntax; matches the whole text. */
    record SafeRegex(String regex) implements StringMatcher {}
}
