package io.meshsdk.internal.authz;

/** What {@link PathNormalizer} makes of a path. */
public sealed interface PathDecision {
    /**
     * @param path with its query
     */
    record Use(String path) implements PathDecision {}

    /** 400. */
    record Reject(String why) implements PathDecision {}

    /** 307. */
    record Redirect(String location) implements PathDecision {}
}
