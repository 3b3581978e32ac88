package io.meshsdk.model;

import io.meshsdk.model.RouteAction.RegexRewrite;
import java.time.Duration;
import java.util.Optional;

/** {@code RouteAction.HashPolicy}: what of a request is hashed. Those of a route are combined in their order. */
public sealed interface HashPolicy {
    /** If anything has been hashed by now, no further policy is looked at. */
    boolean terminal();

    /**
     * All values of a header, in any order.
     *
     * @param name lowercase
     * @param rewrite of each value before it is hashed
     */
    record Header(String name, Optional<RegexRewrite> rewrite, boolean terminal) implements HashPolicy {}

    /**
     * @param ttl where set, a request without the cookie is given one
     * @param path of a cookie that is given
     */
    record Cookie(String name, Optional<Duration> ttl, String path, boolean terminal) implements HashPolicy {}

    /** The first value of a parameter, as it was sent. */
    record QueryParameter(String name, boolean terminal) implements HashPolicy {}

    /**
     * Something that a call has not got in a process of its own: {@code connection_properties}, {@code filter_state}. It
     * adds nothing to the hash, as in Envoy where it is missing.
     */
    record Nothing(boolean terminal) implements HashPolicy {}
}
