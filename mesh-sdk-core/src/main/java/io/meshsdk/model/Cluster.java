package io.meshsdk.model;

import java.time.Duration;
import java.util.List;

/**
 * {@code envoy.config.cluster.v3.Cluster}.
 *
 * @param connectTimeout TCP and TLS together, 5 s unless set
 * @param perConnectionBufferLimitBytes 1 MiB unless set; bounds the replay buffer
 * @param localityWeighted {@code common_lb_config.locality_weighted_lb_config} is there: localities' weights are heeded
 * @param transportSocketMatches first match on an endpoint's metadata wins over {@code transportSocket}
 */
public record Cluster(
        String name,
        Discovery discovery,
        LbPolicy lbPolicy,
        double healthyPanicThreshold,
        Duration connectTimeout,
        long perConnectionBufferLimitBytes,
        CircuitBreakers circuitBreakers,
        TransportSocket transportSocket,
        List<TransportSocketMatch> transportSocketMatches,
        HttpProtocolOptions protocol,
        boolean localityWeighted)
        implements Resource {
    public Cluster {
        transportSocketMatches = List.copyOf(transportSocketMatches);
    }

    /** Without {@code locality_weighted_lb_config}. */
    public Cluster(
            String name,
            Discovery discovery,
            LbPolicy lbPolicy,
            double healthyPanicThreshold,
            Duration connectTimeout,
            long perConnectionBufferLimitBytes,
            CircuitBreakers circuitBreakers,
            TransportSocket transportSocket,
            List<TransportSocketMatch> transportSocketMatches,
            HttpProtocolOptions protocol) {
        this(
                name,
                discovery,
                lbPolicy,
                healthyPanicThreshold,
                connectTimeout,
                perConnectionBufferLimitBytes,
                circuitBreakers,
                transportSocket,
                transportSocketMatches,
                protocol,
                false);
    }

    @Override
    public ResourceType type() {
        return ResourceType.CLUSTER;
    }

    /** The {@code cluster_discovery_type}. */
    public sealed interface Discovery {
        record Static(ClusterLoadAssignment assignment) implements Discovery {}

        /**
         * @param serviceName the name to ask for; the cluster's own where EDS gives none
         */
        record Eds(String serviceName, ConfigSourceRef source) implements Discovery {}

        /** Every address of every name is an endpoint. */
        record StrictDns(ClusterLoadAssignment names, Duration refreshRate) implements Discovery {}

        /** One endpoint, whose address moves with the name. */
        record LogicalDns(ClusterLoadAssignment name, Duration refreshRate) implements Discovery {}

        /** A kind that this version does not know: calls to it are refused. */
        record Unsupported(String why) implements Discovery {}
    }

    /** {@code lb_policy} or {@code load_balancing_policy}. */
    public sealed interface LbPolicy {
        record RoundRobin() implements LbPolicy {}

        /**
         * @param choiceCount 2 unless set
         */
        record LeastRequest(int choiceCount) implements LbPolicy {}

        record Random() implements LbPolicy {}

        /** A policy that this version does not know; {@code used} stands in and the report names it. */
        record Substituted(String asked, LbPolicy used) implements LbPolicy {}
    }

    /** {@code transport_socket_matches}; {@code match} holds strings of {@code envoy.transport_socket_match}. */
    public record TransportSocketMatch(String name, java.util.Map<String, Object> match, TransportSocket socket) {
        public TransportSocketMatch {
            match = java.util.Map.copyOf(match);
        }
    }
}
