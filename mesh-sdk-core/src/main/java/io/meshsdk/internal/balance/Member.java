package io.meshsdk.internal.balance;

import io.meshsdk.call.Locality;
import io.meshsdk.model.ClusterLoadAssignment.HealthStatus;

/**
 * What a balancer knows of an endpoint.
 *
 * @param weight at least 1
 * @param localityWeight 0 where the locality has none
 */
public record Member(HealthStatus health, int weight, Locality locality, int localityWeight, int priority) {
    boolean isHealthy() {
        return health == HealthStatus.HEALTHY || health == HealthStatus.UNKNOWN;
    }

    boolean isDegraded() {
        return health == HealthStatus.DEGRADED;
    }

    /** Left out of every percentage, yet called in panic. */
    boolean isDraining() {
        return health == HealthStatus.DRAINING;
    }
}
