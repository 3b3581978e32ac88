package io.meshsdk.internal.xds.ads;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: anything up to a bound that doubles, as Envoy's {@code JitteredExponentialBackOff}. */
final class Backoff {
    private final Duration base;
    private final Duration max;
    private final RandomGenerator random;
    private long bound;

    Backoff(Duration base, Duration max, RandomGenerator random) {
        this.base = base;
        this.max = max;
        this.random = random;
        this.bound = base.toNanos();
    }

    /** A server that refuses at once must not be asked without pause, so at least a tenth of the bound. */
    Duration next() {
        Duration wait = Duration.ofNanos(random.nextLong(bound / 10, bound + 1));
        bound = Math.min(max.toNanos(), bound * 2);
        return wait;
    }

    void reset() {
        bound = base.toNanos();
    }
}
