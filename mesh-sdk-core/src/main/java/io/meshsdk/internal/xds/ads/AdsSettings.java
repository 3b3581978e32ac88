package io.meshsdk.internal.xds.ads;

import io.meshsdk.model.ResourceType;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How to talk to a control plane.
 *
 * @param wildcards types of which all is wanted, whatever is named
 * @param initialFetchTimeouts by type, 15 s unless set; 0 waits without end
 * @param connectTimeout how long a stream may take to come up
 */
public record AdsSettings(
        Variant variant,
        Set<ResourceType> wildcards,
        Map<ResourceType, Duration> initialFetchTimeouts,
        Duration connectTimeout,
        Duration backoffBase,
        Duration backoffMax) {
    public AdsSettings {
        wildcards = Set.copyOf(wildcards);
        initialFetchTimeouts = Map.copyOf(initialFetchTimeouts);
    }

    /** As Envoy: 15 s to fetch, 500 ms to 30 s between tries. */
    public static AdsSettings of(Variant variant, Set<ResourceType> wildcards) {
        return new AdsSettings(
                variant, wildcards, Map.of(), Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    Duration initialFetchTimeout(ResourceType type) {
        return initialFetchTimeouts.getOrDefault(type, Duration.ofSeconds(15));
    }
}
