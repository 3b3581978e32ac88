package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster.TransportSocketMatch;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.meshsdk.model.CircuitBreakers.RetryBudget;
import io.meshsdk.model.TransportSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code Cluster}. */
final class Clusters {
    private static final Set<String> CLUSTER = Set.of(
            "name",
            "type",
            "cluster_type",
            "eds_cluster_config",
            "connect_timeout",
            "per_connection_buffer_limit_bytes",
            "lb_policy",
            "load_balancing_policy",
            "least_request_lb_config",
            "load_assignment",
            "circuit_breakers",
            "max_requests_per_connection",
            "upstream_http_protocol_options",
            "common_http_protocol_options",
            "http_protocol_options",
            "http2_protocol_options",
            "protocol_selection",
            "typed_extension_protocol_options",
            "dns_refresh_rate",
            "common_lb_config",
            "transport_socket",
            "transport_socket_matches");
    private static final Set<String> LB = Set.of("healthy_panic_threshold", "locality_weighted_lb_config");
    private static final Set<String> PERCENT = Set.of("value");
    private static final Set<String> BREAKERS = Set.of("thresholds");
    private static final Set<String> THRESHOLDS = Set.of(
            "priority", "max_connections", "max_pending_requests", "max_requests", "max_retries", "retry_budget");
    private static final Set<String> BUDGET = Set.of("budget_percent", "min_retry_concurrency");
    private static final Set<String> MATCH = Set.of("name", "match", "transport_socket");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final double PANIC = 50;
    private static final long BUFFER = 1024 * 1024;

    private Clusters() {}

    static io.meshsdk.model.Cluster of(Cluster proto, Reading reading) {
        reading.read(proto, CLUSTER);
        CommonLbConfig lb = proto.getCommonLbConfig();
        reading.read(lb, LB);
        reading.read(lb.getHealthyPanicThreshold(), PERCENT);
        HttpProtocols.Protocols protocols = HttpProtocols.of(proto, reading);
        ClusterRules.check(proto, protocols.options(), reading);
        LoadBalancing.Chosen chosen = LoadBalancing.of(proto, reading);
        return new io.meshsdk.model.Cluster(
                proto.getName(),
                protocols.http3()
                        ? new io.meshsdk.model.Cluster.Discovery.Unsupported("HTTP/3")
                        : Discoveries.of(proto, reading),
                chosen.policy(),
                lb.hasHealthyPanicThreshold()
                        ? truncated(lb.getHealthyPanicThreshold().getValue())
                        : PANIC,
                Values.duration(proto, "connect_timeout", reading).orElse(CONNECT_TIMEOUT),
                Values.uint32(proto, "per_connection_buffer_limit_bytes").orElse(BUFFER),
                breakers(proto.getCircuitBreakers(), reading),
                proto.hasTransportSocket()
                        ? TransportSockets.upstream(proto.getTransportSocket(), reading)
                        : new TransportSocket.RawBuffer(),
                matches(proto, reading),
                protocols.options(),
                chosen.localityWeighted() || lb.hasLocalityWeightedLbConfig());
    }

    /** To a whole per cent, computed as Envoy does, for which 29 is 28.999… and so 28. */
    private static long truncated(double percent) {
        return (long) (100 * (percent / 100.0));
    }

    /** The first entry of a priority counts. */
    private static io.meshsdk.model.CircuitBreakers breakers(CircuitBreakers proto, Reading reading) {
        reading.read(proto, BREAKERS);
        var none = io.meshsdk.model.CircuitBreakers.Thresholds.DEFAULT;
        return new io.meshsdk.model.CircuitBreakers(
                first(proto, RoutingPriority.DEFAULT, none, reading),
                first(proto, RoutingPriority.HIGH, none, reading));
    }

    private static io.meshsdk.model.CircuitBreakers.Thresholds first(
            CircuitBreakers proto,
            RoutingPriority priority,
            io.meshsdk.model.CircuitBreakers.Thresholds none,
            Reading reading) {
        for (Thresholds thresholds : proto.getThresholdsList()) {
            if (thresholds.getPriority() == priority) {
                reading.read(thresholds, THRESHOLDS);
                return new io.meshsdk.model.CircuitBreakers.Thresholds(
                        Values.uint32(thresholds, "max_connections").orElse(none.maxConnections()),
                        Values.uint32(thresholds, "max_pending_requests").orElse(none.maxPendingRequests()),
                        Values.uint32(thresholds, "max_requests").orElse(none.maxRequests()),
                        Values.uint32(thresholds, "max_retries").orElse(none.maxRetries()),
                        thresholds.hasRetryBudget()
                                ? Optional.of(budget(thresholds.getRetryBudget(), reading))
                                : Optional.empty());
            }
        }
        return none;
    }

    private static RetryBudget budget(Thresholds.RetryBudget proto, Reading reading) {
        reading.read(proto, BUDGET);
        reading.read(proto.getBudgetPercent(), PERCENT);
        return new RetryBudget(
                proto.hasBudgetPercent() ? proto.getBudgetPercent().getValue() : RetryBudget.DEFAULT.budgetPercent(),
                Values.uint32(proto, "min_retry_concurrency").orElse(RetryBudget.DEFAULT.minRetryConcurrency()));
    }

    private static List<io.meshsdk.model.Cluster.TransportSocketMatch> matches(Cluster proto, Reading reading) {
        List<io.meshsdk.model.Cluster.TransportSocketMatch> matches = new ArrayList<>();
        for (TransportSocketMatch match : proto.getTransportSocketMatchesList()) {
            reading.read(match, MATCH);
            matches.add(new io.meshsdk.model.Cluster.TransportSocketMatch(
                    match.getName(),
                    Values.struct(match.getMatch()),
                    match.hasTransportSocket()
                            ? TransportSockets.upstream(match.getTransportSocket(), reading)
                            : new TransportSocket.RawBuffer()));
        }
        return matches;
    }
}
