package io.meshsdk.model;

import io.meshsdk.call.Address;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import java.util.List;

/**
 * {@code envoy.config.endpoint.v3.ClusterLoadAssignment}.
 *
 * @param name {@code cluster_name}, the EDS service name
 * @param overprovisioningFactor per cent; {@link #DEFAULT_OVERPROVISIONING_FACTOR} unless set
 */
public record ClusterLoadAssignment(String name, List<LocalityLbEndpoints> localities, int overprovisioningFactor)
        implements Resource {
    public static final int DEFAULT_OVERPROVISIONING_FACTOR = 140;

    public ClusterLoadAssignment {
        localities = List.copyOf(localities);
    }

    /** Without endpoints. */
    public static ClusterLoadAssignment empty(String name) {
        return new ClusterLoadAssignment(name, List.of(), DEFAULT_OVERPROVISIONING_FACTOR);
    }

    @Override
    public ResourceType type() {
        return ResourceType.CLUSTER_LOAD_ASSIGNMENT;
    }

    /**
     * @param weight 0 where it has none
     * @param priority 0 is the highest
     */
    public record LocalityLbEndpoints(Locality locality, int weight, int priority, List<LbEndpoint> endpoints) {
        public LocalityLbEndpoints {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * @param hostname may be empty
     * @param weight 1 unless set
     */
    public record LbEndpoint(
            Address address, String hostname, HealthStatus healthStatus, int weight, Metadata metadata) {}

    public enum HealthStatus {
        UNKNOWN,
        HEALTHY,
        UNHEALTHY,
        DRAINING,
        TIMEOUT,
        DEGRADED
    }
}
