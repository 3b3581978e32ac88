package io.meshsdk.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
     * @param mirrors {@code request_mirror_policies}; empty means the virtual host's
     * @param hedgePolicy empty means the virtual host's
     */
    record Forward(
            ClusterChoice cluster,
            Optional<Duration> timeout,
            Optional<Duration> idleTimeout,
            Optional<RetryPolicy> retryPolicy,
            Optional<Duration> maxStreamDuration,
            Rewrite rewrite,
            RoutingPriority priority,
            int clusterNotFoundStatus,
            List<RequestMirror> mirrors,
            Optional<HedgePolicy> hedgePolicy,
            InternalRedirect internalRedirect)
            implements RouteAction {
        public Forward {
            mirrors = List.copyOf(mirrors);
        }

        /** Without mirrors, hedging and internal redirects of its own. */
        public Forward(
                ClusterChoice cluster,
                Optional<Duration> timeout,
                Optional<Duration> idleTimeout,
                Optional<RetryPolicy> retryPolicy,
                Optional<Duration> maxStreamDuration,
                Rewrite rewrite,
                RoutingPriority priority,
                int clusterNotFoundStatus) {
            this(
                    cluster,
                    timeout,
                    idleTimeout,
                    retryPolicy,
                    maxStreamDuration,
                    rewrite,
                    priority,
                    clusterNotFoundStatus,
                    List.of(),
                    Optional.empty(),
                    InternalRedirect.NONE);
        }
    }

    /**
     * {@code RedirectAction}; parts not given stay as they are.
     *
     * @param scheme as it is written into the location
     * @param stripQuery leaves out the request's query, never that of a new path
     */
    record Redirect(
            Optional<String> scheme,
            Optional<String> host,
            Optional<Integer> port,
            PathRewrite path,
            int status,
            boolean stripQuery)
            implements RouteAction {}

    /**
     * {@code DirectResponseAction}.
     *
     * @param bodyFormat makes the body that is sent out of {@code body}
     */
    record DirectResponse(int status, String body, Optional<BodyFormat> bodyFormat) implements RouteAction {
        /** With the body as it is. */
        public DirectResponse(int status, String body) {
            this(status, body, Optional.empty());
        }
    }

    /**
     * {@code SubstitutionFormatString} with a text.
     *
     * @param format with command operators; {@code %LOCAL_REPLY_BODY%} is the body before
     * @param contentType empty means the usual one
     * @param omitEmptyValues what is not there is empty, else a hyphen
     */
    record BodyFormat(String format, String contentType, boolean omitEmptyValues) {}

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
        record Weighted(List<WeightedCluster> clusters, RandomValue randomValue) implements ClusterChoice {
            public Weighted {
                clusters = List.copyOf(clusters);
            }

            /** By chance. */
            public Weighted(List<WeightedCluster> clusters) {
                this(clusters, new RandomValue.Drawn());
            }
        }
    }

    /** The {@code random_value_specifier} of weighted clusters: what takes the place of chance. */
    sealed interface RandomValue {
        record Drawn() implements RandomValue {}

        /** {@code header_name}: a decimal number, unsigned, 64 bits; chance decides where there is none or more than one. */
        record FromHeader(String header) implements RandomValue {}

        /** {@code use_hash_policy}: chance decides where the policies find nothing to hash. */
        record Hashed(List<HashPolicy> policies) implements RandomValue {
            public Hashed {
                policies = List.copyOf(policies);
            }
        }
    }

    /**
     * {@code WeightedCluster.ClusterWeight}.
     *
     * @param cluster named, or by a header of the request
     * @param weight 0 is never chosen
     * @param hostRewriteLiteral the authority, unless the route rewrites it
     * @param filterOverrides {@code typed_per_filter_config} by the filter's name, more specific than the route's
     */
    record WeightedCluster(
            ClusterChoice cluster,
            long weight,
            HeaderMutations headers,
            Optional<String> hostRewriteLiteral,
            Map<String, FilterConfig> filterOverrides) {
        public WeightedCluster {
            filterOverrides = Map.copyOf(filterOverrides);
        }

        /** Named, and nothing rewritten. */
        public WeightedCluster(String name, long weight, HeaderMutations headers) {
            this(new ClusterChoice.Named(name), weight, headers, Optional.empty(), Map.of());
        }
    }

    /**
     * What becomes of path and host.
     *
     * @param appendXForwardedHost {@code append_x_forwarded_host}: who was asked for stands there when the host is rewritten
     */
    record Rewrite(PathRewrite path, HostRewrite host, boolean appendXForwardedHost) {
        public static final Rewrite NONE = new Rewrite(new PathRewrite.Keep(), new HostRewrite.Keep(), false);
    }

    /** What becomes of a path. */
    sealed interface PathRewrite {
        record Keep() implements PathRewrite {}

        /** {@code path_redirect}: all of it, and the query too where it has one. Of redirects only. */
        record Whole(String path) implements PathRewrite {}

        /** {@code prefix_rewrite}: what the route matched. */
        record Prefix(String prefix) implements PathRewrite {}

        record Regex(RegexRewrite regex) implements PathRewrite {}

        /** {@code path_rewrite}: a format with command operators; empty leaves the path. */
        record Format(String format) implements PathRewrite {}

        /** {@code path_rewrite_policy} with {@code uri_template}: variables of the template that matched. */
        record UriTemplate(String template) implements PathRewrite {}
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

        /** {@code host_rewrite_path_regex}: out of the path without its query. */
        record PathRegex(RegexRewrite regex) implements HostRewrite {}

        /** {@code host_rewrite}: a format with command operators. */
        record Format(String format) implements HostRewrite {}
    }

    /** {@code RoutingPriority}: which breaker thresholds count the call. */
    enum RoutingPriority {
        DEFAULT,
        HIGH
    }
}
