package io.meshsdk.model;

/**
 * {@code envoy.config.route.v3.HeaderMatcher}.
 *
 * @param name lowercase; {@code :path}, {@code :method}, {@code :authority} and {@code :scheme} name parts of the head
 */
public record HeaderMatcher(String name, Test test, boolean invertMatch, boolean treatMissingHeaderAsEmpty) {
    /** What a value must be. */
    public sealed interface Test {}

    public record Text(StringMatcher matcher) implements Test {}

    /** A whole decimal number in {@code [start, end)}. */
    public record Range(long start, long end) implements Test {}

    /** {@code present_match}; no specifier at all is {@code Present(true)}. */
    public record Present(boolean present) implements Test {}
}
