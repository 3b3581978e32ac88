package io.meshsdk.internal.xds.wire;

import io.meshsdk.call.Address;
import io.meshsdk.call.Metadata;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.meshsdk.model.ClusterLoadAssignment.HealthStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code ClusterLoadAssignment}, from EDS or within a cluster. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class Assignments {
    private static final Set<String> ASSIGNMENT = Set.of("cluster_name", "endpoints", "policy");
    private static final Set<String> POLICY = Set.of("overprovisioning_factor");
    private static final Set<String> LOCALITY = Set.of("locality", "lb_endpoints", "load_balancing_weight", "priority");
    private static final Set<String> LB_ENDPOINT =
            Set.of("endpoint", "health_status", "metadata", "load_balancing_weight");
    private static final Set<String> ENDPOINT = Set.of("address", "hostname");
    private static final Set<String> METADATA = Set.of("filter_metadata");
    private static final long UINT32_MAX = 0xFFFF_FFFFL;

    private Assignments() {}

    static io.meshsdk.model.ClusterLoadAssignment of(
            ClusterLoadAssignment proto, Addresses.Hosts hosts, Reading reading) {
        reading.read(proto, ASSIGNMENT);
        reading.read(proto.getPolicy(), POLICY);
        if (proto.getPolicy().getDropOverloadsCount() > 1) {
            reading.refuse(proto, "policy.drop_overloads", "only one category is supported, by Envoy neither");
        }
        List<io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints> localities =
                new ArrayList<>(proto.getEndpointsCount());
        Map<Integer, Long> weights = new HashMap<>();
        for (LocalityLbEndpoints locality : proto.getEndpointsList()) {
            localities.add(locality(locality, hosts, reading));
            long weight =
                    Integer.toUnsignedLong(locality.getLoadBalancingWeight().getValue());
            // Differs from Envoy, which does not look at sums: as its documentation demands, and as gRPC does.
            if (weights.merge(locality.getPriority(), weight, Long::sum) > UINT32_MAX) {
                reading.refuse(
                        locality,
                        "load_balancing_weight",
                        "the weights of a priority sum up to more than " + UINT32_MAX);
            }
        }
        return new io.meshsdk.model.ClusterLoadAssignment(
                proto.getClusterName(),
                localities,
                Values.clamped(Values.uint32(proto.getPolicy(), "overprovisioning_factor")
                        .orElse(140L)));
    }

    private static io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints locality(
            LocalityLbEndpoints proto, Addresses.Hosts hosts, Reading reading) {
        reading.read(proto, LOCALITY);
        if (proto.hasLedsClusterLocalityConfig()) {
            reading.refuse(proto, "leds_cluster_locality_config", "is not supported");
        }
        if (proto.hasLoadBalancerEndpoints()) {
            reading.refuse(proto, "load_balancer_endpoints", "is not supported; use lb_endpoints");
        }
        List<io.meshsdk.model.ClusterLoadAssignment.LbEndpoint> endpoints =
                new ArrayList<>(proto.getLbEndpointsCount());
        long weights = 0;
        for (LbEndpoint endpoint : proto.getLbEndpointsList()) {
            endpoint(endpoint, hosts, reading).ifPresent(endpoints::add);
            weights += Values.uint32(endpoint, "load_balancing_weight").orElse(1L);
        }
        if (weights > UINT32_MAX) {
            reading.refuse(proto, "lb_endpoints", "the weights of a locality sum up to more than " + UINT32_MAX);
        }
        return new io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints(
                Addresses.locality(proto.getLocality(), reading),
                Values.clamped(Values.uint32(proto, "load_balancing_weight").orElse(0L)),
                proto.getPriority(),
                endpoints);
    }

    private static Optional<io.meshsdk.model.ClusterLoadAssignment.LbEndpoint> endpoint(
            LbEndpoint proto, Addresses.Hosts hosts, Reading reading) {
        reading.read(proto, LB_ENDPOINT);
        if (!proto.hasEndpoint()) {
            reading.refuse(proto, "endpoint", "must be set; endpoint_name is not supported");
            return Optional.empty();
        }
        reading.read(proto.getEndpoint(), ENDPOINT);
        if (!proto.getEndpoint().hasAddress()) {
            reading.refuse(proto.getEndpoint(), "address", "must be set");
        }
        Optional<Address> address = Addresses.address(proto.getEndpoint().getAddress(), hosts, reading);
        return address.map(at -> new io.meshsdk.model.ClusterLoadAssignment.LbEndpoint(
                at,
                proto.getEndpoint().getHostname(),
                health(proto, reading),
                Values.clamped(Values.uint32(proto, "load_balancing_weight").orElse(1L)),
                metadata(proto, reading)));
    }

    private static HealthStatus health(LbEndpoint proto, Reading reading) {
        return switch (proto.getHealthStatus()) {
            case UNKNOWN -> HealthStatus.UNKNOWN;
            case HEALTHY -> HealthStatus.HEALTHY;
            case UNHEALTHY -> HealthStatus.UNHEALTHY;
            case DRAINING -> HealthStatus.DRAINING;
            case TIMEOUT -> HealthStatus.TIMEOUT;
            case DEGRADED -> HealthStatus.DEGRADED;
            case UNRECOGNIZED -> {
                reading.ignore(proto, "health_status", proto.getHealthStatusValue() + " is not known");
                yield HealthStatus.UNKNOWN;
            }
        };
    }

    private static Metadata metadata(LbEndpoint proto, Reading reading) {
        if (!proto.hasMetadata()) {
            return Metadata.EMPTY;
        }
        reading.read(proto.getMetadata(), METADATA);
        Map<String, Map<String, Object>> namespaces = new HashMap<>();
        proto.getMetadata()
                .getFilterMetadataMap()
                .forEach((name, struct) -> namespaces.put(name, Values.struct(struct)));
        return new Metadata(namespaces);
    }
}
