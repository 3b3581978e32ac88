package io.meshsdk.model;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * {@code envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager}.
 *
 * @param streamIdleTimeout 5 min unless set, 0 none
 */
public record HttpConnectionManager(
        String statPrefix,
        RouteSource routes,
        List<HttpFilter> filters,
        Duration streamIdleTimeout,
        PathNormalization pathNormalization,
        boolean stripAnyHostPort,
        boolean stripMatchingHostPort,
        boolean stripTrailingHostDot,
        boolean useRemoteAddress,
        int xffNumTrustedHops,
        RequestHeaders requestHeaders) {
    public HttpConnectionManager {
        filters = List.copyOf(filters);
    }

    /** With Envoy's defaults for the heads of requests. */
    public HttpConnectionManager(
            String statPrefix,
            RouteSource routes,
            List<HttpFilter> filters,
            Duration streamIdleTimeout,
            PathNormalization pathNormalization,
            boolean stripAnyHostPort,
            boolean stripMatchingHostPort,
            boolean stripTrailingHostDot,
            boolean useRemoteAddress,
            int xffNumTrustedHops) {
        this(
                statPrefix,
                routes,
                filters,
                streamIdleTimeout,
                pathNormalization,
                stripAnyHostPort,
                stripMatchingHostPort,
                stripTrailingHostDot,
                useRemoteAddress,
                xffNumTrustedHops,
                RequestHeaders.DEFAULT);
    }

    /**
     * What is made of the head of a request that comes in.
     *
     * @param setCurrentClientCertDetails those that go beside {@code By} and {@code Hash}, in Envoy's order
     * @param upgradeTypes enabled {@code upgrade_configs}, in lower case
     */
    public record RequestHeaders(
            ForwardClientCertDetails forwardClientCertDetails,
            List<ClientCertDetail> setCurrentClientCertDetails,
            boolean generateRequestId,
            boolean preserveExternalRequestId,
            boolean skipXffAppend,
            Set<String> upgradeTypes) {
        public static final RequestHeaders DEFAULT =
                new RequestHeaders(ForwardClientCertDetails.SANITIZE, List.of(), true, false, false, Set.of());

        public RequestHeaders {
            setCurrentClientCertDetails = List.copyOf(setCurrentClientCertDetails);
            upgradeTypes = Set.copyOf(upgradeTypes);
        }
    }

    /** What becomes of {@code x-forwarded-client-cert}. */
    public enum ForwardClientCertDetails {
        SANITIZE,
        FORWARD_ONLY,
        APPEND_FORWARD,
        SANITIZE_SET,
        ALWAYS_FORWARD_ONLY
    }

    /** {@code SetCurrentClientCertDetails}, but for the certificate and its chain. */
    public enum ClientCertDetail {
        SUBJECT,
        URI,
        DNS
    }

    /** The {@code route_specifier}. */
    public sealed interface RouteSource {
        record Inline(RouteConfiguration configuration) implements RouteSource {}

        record Rds(String routeConfigName, ConfigSourceRef source) implements RouteSource {}

        /** Scoped routes and whatever else this version does not know: calls are refused. */
        record Unsupported(String why) implements RouteSource {}
    }

    /** {@code normalize_path}, {@code merge_slashes} and {@code path_with_escaped_slashes_action}. */
    public record PathNormalization(boolean normalizePath, boolean mergeSlashes, EscapedSlashes escapedSlashes) {
        public static final PathNormalization NONE = new PathNormalization(false, false, EscapedSlashes.KEEP_UNCHANGED);
    }

    public enum EscapedSlashes {
        KEEP_UNCHANGED,
        REJECT_REQUEST,
        UNESCAPE_AND_REDIRECT,
        UNESCAPE_AND_FORWARD
    }
}
