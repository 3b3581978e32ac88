package io.meshsdk.model;

import java.time.Duration;
import java.util.List;

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
        int xffNumTrustedHops) {
    public HttpConnectionManager {
        filters = List.copyOf(filters);
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
