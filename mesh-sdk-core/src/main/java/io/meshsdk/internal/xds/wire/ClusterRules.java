package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.v3.Int64Range;
import io.meshsdk.model.HttpProtocolOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What Envoy refuses of a cluster beyond the constraints of single fields, in parts of which most have no effect here. */
final class ClusterRules {
    private static final Duration BASE_EJECTION_TIME = Duration.ofSeconds(30);
    private static final int LEAST_STATUS = 100;
    private static final int MOST_STATUS = 600;

    private ClusterRules() {}

    static void check(Cluster proto, HttpProtocolOptions protocol, Reading reading) {
        if (!proto.hasClusterType() && proto.getType() == DiscoveryType.ORIGINAL_DST) {
            originalDestination(proto, reading);
        }
        if (protocol.version() == HttpProtocolOptions.Version.AUTO && !proto.hasTransportSocket()) {
            reading.refuse(proto, "transport_socket", "must be TLS where auto_config is to choose a protocol by ALPN");
        }
        if (proto.hasOutlierDetection()) {
            outliers(proto.getOutlierDetection(), reading);
        }
        for (Thresholds perHost : proto.getCircuitBreakers().getPerHostThresholdsList()) {
            boolean more = perHost.hasMaxPendingRequests()
                    || perHost.hasMaxRequests()
                    || perHost.hasMaxRetries()
                    || perHost.hasMaxConnectionPools()
                    || perHost.hasRetryBudget();
            if (more) {
                reading.refuse(perHost, "max_connections", "is all that per_host_thresholds may set");
            }
        }
        proto.getHealthChecksList().forEach(check -> healthCheck(check, protocol, reading));
        proto.getLbSubsetConfig().getSubsetSelectorsList().forEach(selector -> subset(selector, reading));
        for (var drop : proto.getLoadAssignment().getPolicy().getDropOverloadsList()) {
            if (isMoreThanAll(drop.getDropPercentage())) {
                reading.refuse(drop, "drop_percentage", "is more than all");
            }
        }
    }

    private static void originalDestination(Cluster proto, Reading reading) {
        if (proto.getLbPolicy() != LbPolicy.CLUSTER_PROVIDED && !proto.hasLoadBalancingPolicy()) {
            reading.refuse(proto, "lb_policy", "must be CLUSTER_PROVIDED in a cluster of type ORIGINAL_DST");
        }
        if (proto.hasLoadAssignment()) {
            reading.refuse(proto, "load_assignment", "cannot be set in a cluster of type ORIGINAL_DST");
        }
    }

    private static void outliers(OutlierDetection proto, Reading reading) {
        if (proto.hasMaxEjectionTime()) {
            Duration base =
                    Values.duration(proto, "base_ejection_time", reading).orElse(BASE_EJECTION_TIME);
            Duration max = Values.duration(proto, "max_ejection_time", reading).orElse(base);
            if (max.compareTo(base) < 0) {
                reading.refuse(
                        proto, "max_ejection_time", "is less than base_ejection_time, " + base.toSeconds() + " s");
            }
        }
    }

    private static void healthCheck(HealthCheck proto, HttpProtocolOptions protocol, Reading reading) {
        if (proto.hasGrpcHealthCheck() && protocol.version() == HttpProtocolOptions.Version.HTTP1) {
            reading.refuse(proto, "grpc_health_check", "needs a cluster that speaks HTTP/2");
        }
        HealthCheck.HttpHealthCheck http = proto.getHttpHealthCheck();
        statuses(http, "expected_statuses", http.getExpectedStatusesList(), reading);
        statuses(http, "retriable_statuses", http.getRetriableStatusesList(), reading);
        for (HeaderValueOption header : http.getRequestHeadersToAddList()) {
            if (HeaderChanges.isFixed(header.getHeader().getKey().toLowerCase(java.util.Locale.ROOT))) {
                reading.refuse(header, "header.key", "pseudo-headers and host cannot be set");
            }
        }
        HealthCheck.TcpHealthCheck tcp = proto.getTcpHealthCheck();
        payload(tcp.getSend(), reading);
        tcp.getReceiveList().forEach(received -> payload(received, reading));
    }

    private static void statuses(
            HealthCheck.HttpHealthCheck proto, String field, List<Int64Range> ranges, Reading reading) {
        for (int i = 0; i < ranges.size(); i++) {
            Int64Range range = ranges.get(i);
            if (range.getStart() < LEAST_STATUS || range.getEnd() > MOST_STATUS || range.getStart() >= range.getEnd()) {
                reading.refuse(
                        proto,
                        field + "[" + i + "]",
                        "must be a range within " + LEAST_STATUS + " and " + MOST_STATUS + " that holds something");
            }
        }
    }

    private static void payload(HealthCheck.Payload proto, Reading reading) {
        if (proto.hasText() && !proto.getText().matches("([0-9a-fA-F]{2})*")) {
            reading.refuse(proto, "text", "is not hexadecimal");
        }
    }

    private static void subset(LbSubsetSelector proto, Reading reading) {
        if (proto.getFallbackPolicy() != LbSubsetSelector.LbSubsetSelectorFallbackPolicy.KEYS_SUBSET) {
            return;
        }
        Set<String> keys = Set.copyOf(proto.getKeysList());
        Set<String> fallback = Set.copyOf(proto.getFallbackKeysSubsetList());
        if (fallback.isEmpty() || fallback.size() >= keys.size() || !keys.containsAll(fallback)) {
            reading.refuse(proto, "fallback_keys_subset", "must hold some of the selector's keys, and not all");
        }
    }

    private static boolean isMoreThanAll(FractionalPercent proto) {
        long all = switch (proto.getDenominator()) {
            case TEN_THOUSAND -> 10_000;
            case MILLION -> 1_000_000;
            default -> 100;
        };
        return Integer.toUnsignedLong(proto.getNumerator()) > all;
    }
}
