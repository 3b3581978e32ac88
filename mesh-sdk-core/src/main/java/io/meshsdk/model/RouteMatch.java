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
        List<CookieMatcher> cookies,
        List<Rbac.MetadataMatcher> dynamicMetadata,
        TlsContextMatch tlsContext,
        boolean grpc,
        Optional<FractionalPercent> runtimeFraction) {
    public RouteMatch {
        headers = List.copyOf(headers);
        queryParameters = List.copyOf(queryParameters);
        cookies = List.copyOf(cookies);
        dynamicMetadata = List.copyOf(dynamicMetadata);
    }

    /** {@code TlsContextMatchOptions}: whether the caller showed a certificate, and whether it was verified. */
    public record TlsContextMatch(Optional<Boolean> presented, Optional<Boolean> validated) {
        public static final TlsContextMatch ANY = new TlsContextMatch(Optional.empty(), Optional.empty());
    }

    /** Whatever the cookies, the metadata and the connection. */
    public RouteMatch(
            PathMatch path,
            boolean caseSensitive,
            List<HeaderMatcher> headers,
            List<QueryParameterMatcher> queryParameters,
            boolean grpc,
            Optional<FractionalPercent> runtimeFraction) {
        this(
                path,
                caseSensitive,
                headers,
                queryParameters,
                List.of(),
                List.of(),
                TlsContextMatch.ANY,
                grpc,
                runtimeFraction);
    }

    /** Any path with this prefix, nothing else asked. */
    public static RouteMatch prefix(String prefix) {
        return new RouteMatch(new PathMatch.Prefix(prefix), true, List.of(), List.of(), false, Optional.empty());
    }
}
