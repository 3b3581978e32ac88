package io.meshsdk.model;

import java.util.List;
import java.util.Optional;

/**
 * {@code envoy.config.route.v3.RouteMatch}: all parts must match.
 *
 * @param caseSensitive not heeded by regular expressions
 * @param grpc only requests whose content type is gRPC's
 * @param runtimeFraction the share of requests taken; empty takes all
 */
public record RouteMatch(
        PathMatch path,
        boolean caseSensitive,
        List<HeaderMatcher> headers,
        List<QueryParameterMatcher> queryParameters,
        boolean grpc,
        Optional<FractionalPercent> runtimeFraction) {
    public RouteMatch {
        headers = List.copyOf(headers);
        queryParameters = List.copyOf(queryParameters);
    }

    /** Any path with this prefix, nothing else asked. */
    public static RouteMatch prefix(String prefix) {
        return new RouteMatch(new PathMatch.Prefix(prefix), true, List.of(), List.of(), false, Optional.empty());
    }
}
