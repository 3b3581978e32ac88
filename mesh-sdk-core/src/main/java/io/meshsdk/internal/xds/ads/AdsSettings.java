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
        Duration backoffMax,
        Fallback fallback) {
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
                Duration.ofSeconds(30),
                Fallback.WHENEVER_AWAY);
    }

    public AdsSettings with(FetchTimeouts limits) {
        return new AdsSettings(variant, wildcards, limits, connectTimeout, backoffBase, backoffMax, fallback);
    }

    public AdsSettings withBackoffMax(Duration changed) {
        return new AdsSettings(variant, wildcards, fetchTimeouts, connectTimeout, backoffBase, changed, fallback);
    }

    public AdsSettings with(Fallback changed) {
        return new AdsSettings(variant, wildcards, fetchTimeouts, connectTimeout, backoffBase, backoffMax, changed);
    }

    /**
     * When the next server is turned to.
     *
     * @param silence how long a server that is up may leave the first question of a stream unanswered; shorter than the time
     *     to fetch, so that the next can still answer in time
     * @param patience the same for a server that is preferred to the one that serves: nobody waits for it
     */
    public record Fallback(Duration silence, Duration patience, When when) {
        /** A server that is away cannot tell of changes, so the next does. */
        public static final Fallback WHENEVER_AWAY =
                new Fallback(Duration.ofSeconds(10), Duration.ofSeconds(60), When.AWAY);

        /** As gRFC A71: who has all that is asked keeps it, for the next server may have less. */
        public static final Fallback FOR_WHAT_IS_MISSING =
                new Fallback(Duration.ofSeconds(10), Duration.ofSeconds(60), When.AWAY_AND_MISSED);

        /** What makes a server that gave no answer be passed over. */
        public enum When {
            AWAY,
            /** And something is asked for that nobody has answered. */
            AWAY_AND_MISSED
        }
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
