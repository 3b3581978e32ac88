package io.meshsdk.internal.resilience;

import java.util.random.RandomGenerator;

/** {@code RetryBackOff}: fully jittered, exponential. */
public final class BackOff {
    private BackOff() {}

    /**
     * Nanoseconds before retry {@code number}, 1 being the first: random in {@code [0, (2^number - 1) * base)}, that span
     * capped at the maximum.
     */
    public static long nanos(int number, long baseNanos, long maxNanos, RandomGenerator random) {
        // 2^30 times any base that is not 0 is above any maximum that is meant.
        long factor = (1L << Math.min(number, 30)) - 1;
        long span = baseNanos > maxNanos / factor ? maxNanos : baseNanos * factor;
        return span <= 0 ? 0 : Math.floorMod(random.nextLong(), span);
    }
}
