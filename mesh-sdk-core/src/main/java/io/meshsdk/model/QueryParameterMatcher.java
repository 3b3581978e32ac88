package io.meshsdk.model;

/** {@code envoy.config.route.v3.QueryParameterMatcher}. */
public record QueryParameterMatcher(String name, Test test) {
    public sealed interface Test {}

    public record Text(StringMatcher matcher) implements Test {}

    public record Present(boolean present) implements Test {}
}
