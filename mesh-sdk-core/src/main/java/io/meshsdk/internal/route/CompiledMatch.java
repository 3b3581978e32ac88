package io.meshsdk.internal.route;

import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.CookieTest;
import io.meshsdk.internal.match.HeaderTest;
import io.meshsdk.internal.match.PathTest;
import io.meshsdk.internal.match.QueryParameterTest;
import io.meshsdk.model.FractionalPercent;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.Rbac;
import io.meshsdk.model.RouteMatch;
import org.jspecify.annotations.Nullable;

/** A {@link RouteMatch}, compiled. */
final class CompiledMatch {
    private final RouteMatch match;
    private final PathTest path;
    private final boolean template;
    private final String pathReason;
    private final HeaderTest[] headers;
    private final QueryParameterTest[] queryParameters;
    private final CookieTest[] cookies;
    private final @Nullable FractionalPercent fraction;
    private final String fractionReason;
    /** Routes are matched before the first filter: only an inverted test passes then. */
    private final boolean metadata;

    /**
     * @throws IllegalArgumentException where a regular expression or a template cannot be compiled
     */
    CompiledMatch(RouteMatch match) {
        this.match = match;
        this.path = PathTest.of(
                match.path(),
                match.caseSensitive() ? PathTest.CaseSensitivity.CASE_SENSITIVE : PathTest.CaseSensitivity.IGNORE_CASE);
        this.template = match.path() instanceof PathMatch.UriTemplate;
        this.pathReason = reason(match.path());
        this.headers = match.headers().stream().map(HeaderTest::of).toArray(HeaderTest[]::new);
        this.queryParameters =
                match.queryParameters().stream().map(QueryParameterTest::of).toArray(QueryParameterTest[]::new);
        this.cookies = match.cookies().stream().map(CookieTest::of).toArray(CookieTest[]::new);
        this.fraction = match.runtimeFraction().orElse(null);
        this.fractionReason = fraction == null
                ? ""
                : "runtime_fraction, which takes " + fraction.numerator() + " of " + fraction.denominator();
        this.metadata = match.dynamicMetadata().stream().allMatch(Rbac.MetadataMatcher::invert);
    }

    PathMatch path() {
        return match.path();
    }

    /**
     * The first test that fails, null where all pass.
     *
     * @param plain the path as it is matched, but for templates, which take it as it was sent
     * @param plainLength without its query
     */
    @Nullable
    Object mismatch(RequestHead head, Peer peer, String plain, int plainLength, long random) {
        if (template ? !path.matches(head.path()) : !path.matches(plain, plainLength)) {
            return pathReason;
        }
        for (HeaderTest header : headers) {
            if (!header.matches(head)) {
                return header;
            }
        }
        for (QueryParameterTest parameter : queryParameters) {
            if (!parameter.matches(head.path())) {
                return parameter;
            }
        }
        for (CookieTest cookie : cookies) {
            if (!cookie.matches(head.headers())) {
                return cookie;
            }
        }
        if (match.grpc() && !GrpcRequests.isGrpc(head.headers())) {
            return "grpc";
        }
        if (!metadata) {
            return "dynamic metadata, of which there is none when routes are matched";
        }
        if (!tlsContext(peer)) {
            return "tls_context";
        }
        if (fraction != null && !fraction.takes(random)) {
            return fractionReason;
        }
        return null;
    }

    private static String reason(PathMatch path) {
        if (path instanceof PathMatch.Exact exact) {
            return "path " + exact.value();
        }
        if (path instanceof PathMatch.Prefix prefix) {
            return "path with prefix " + prefix.value();
        }
        if (path instanceof PathMatch.PathSeparatedPrefix separated) {
            return "path with path-separated prefix " + separated.value();
        }
        return path instanceof PathMatch.UriTemplate uri
                ? "path like " + uri.template()
                : "path by regular expression " + ((PathMatch.SafeRegex) path).regex();
    }

    /** A certificate that is not verified ends its connection, so that one that was shown was verified. */
    private boolean tlsContext(Peer peer) {
        boolean certified = peer instanceof Peer.Certified;
        return match.tlsContext().presented().orElse(certified) == certified
                && match.tlsContext().validated().orElse(certified) == certified;
    }

    /** With which every path that may match begins; null where none is known. */
    @Nullable
    String literal() {
        if (!match.caseSensitive()) {
            return null;
        }
        PathMatch path = match.path();
        if (path instanceof PathMatch.Exact exact) {
            return exact.value();
        }
        if (path instanceof PathMatch.Prefix prefix) {
            return prefix.value();
        }
        return path instanceof PathMatch.PathSeparatedPrefix separated ? separated.value() : null;
    }
}
