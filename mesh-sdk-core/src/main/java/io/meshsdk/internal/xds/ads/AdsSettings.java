package io.meshsdk.internal.xds.ads;

import io.meshsdk.model.ResourceType;
import java.time.Duration;
import java.util.Set;

/**
 * How to talk to a control plane.
 *
 * @param wildcards types of which all is wanted, whatever is named
 * @param connectTimeout how long a stream may take to come up
 */
public record AdsSettings(
        Variant variant,
        Set<ResourceType> wildcards,
        FetchTimeouts fetchTimeouts,
        Duration connectTimeout,
        Duration backoffBase,
        Duration backoffMax) {
    public AdsSettings {
        wildcards = Set.copyOf(wildcards);
    }

    /** As Envoy: 15 s to fetch, 500 ms to 30 s between tries. */
    public static AdsSettings of(Variant variant, Set<ResourceType> wildcards) {
        return new AdsSettings(
                variant,
                wildcards,
                (type, name) -> Duration.ofSeconds(15),
                Duration.ofSeconds(20),
                Duration.ofMillis(500),
                Duration.ofSeconds(30));
    }

    public AdsSettings with(FetchTimeouts limits) {
        return new AdsSettings(variant, wildcards, limits, connectTimeout, backoffBase, backoffMax);
    }

    /** {@code initial_fetch_timeout}: how long what was asked for may take to come. */
    @FunctionalInterface
    public interface FetchTimeouts {
        /**
         * @param name {@code *} for all that come unasked
         * @return 0 to wait without end
         */
        Duration limit(ResourceType type, String name);
    }
}
