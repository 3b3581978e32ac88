package io.meshsdk.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The {@code action} of {@code envoy.config.route.v3.Route}. */
public sealed interface RouteAction {
    /**
     * {@code RouteAction}: to a cluster.
     *
     * @param timeout for all attempts together; empty means 15 s, 0 none
     * @param idleTimeout empty means the listener's
     * @param retryPolicy empty means the virtual host's
     * @param clusterNotFoundStatus 404, 500 or 503
     */
    record Forward(
            ClusterChoice cluster,
            Optional<Duration> timeout,
            Optional<Duration> idleTimeout,
            Optional<RetryPolicy> retryPolicy,
            Optional<Duration> maxStreamDuration,
            Rewrite rewrite,
            RoutingPriority priority,
            int clusterNotFoundStatus)
            implements RouteAction {}

    /** {@code RedirectAction}; parts not given stay as they are. */
    record Redirect(
            Optional<String> scheme,
            Optional<String> host,
            Optional<Integer> port,
            Optional<String> path,
            Optional<String> prefixRewrite,
            int status,
            boolean stripQuery)
            implements RouteAction {}

    record DirectResponse(int status, String body) implements RouteAction {}

    /** {@code non_forwarding_action}: inbound only, the application itself answers. */
    record NonForwarding() implements RouteAction {}

    /**
     * An action that this version does not know; calls that match it are refused.
     *
     * @param why names the field
     */
    record Unsupported(String why) implements RouteAction {}

    /** The {@code cluster_specifier}. */
    sealed interface ClusterChoice {
        record Named(String cluster) implements ClusterChoice {}

        record FromHeader(String header) implements ClusterChoice {}

        /** At least one weight is not 0. */
        record Weighted(List<WeightedCluster> clusters) implements ClusterChoice {
            public Weighted {
                clusters = List.copyOf(clusters);
            }
        }
    }

    /** {@code WeightedCluster.ClusterWeight}. */
    record WeightedCluster(String name, int weight, HeaderMutations headers) {}

    /** What becomes of path and host. */
    record Rewrite(Optional<String> prefixRewrite, Optional<RegexRewrite> regexRewrite, HostRewrite host) {
        public static final Rewrite NONE = new Rewrite(Optional.empty(), Optional.empty(), new HostRewrite.Keep());
    }

    /** RE2 pattern, and a substitution with {@code \1} for groups. */
    record RegexRewrite(String pattern, String substitution) {}

    /** The {@code host_rewrite_specifier}. */
    sealed interface HostRewrite {
        record Keep() implements HostRewrite {}

        record Literal(String host) implements HostRewrite {}

        /** The chosen endpoint's hostname. */
        record Auto() implements HostRewrite {}

        record Header(String name) implements HostRewrite {}
    }

    /** {@code RoutingPriority}: which breaker thresholds count the call. */
    enum RoutingPriority {
        DEFAULT,
        HIGH
    }
}
