package io.meshsdk.internal.upstream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many at once, on a Resilience4j bulkhead. A changed limit is another object: what was acquired goes back to the one
 * it came from, and nobody waits for it.
 *
 * <p>Safe for use by many threads.
 */
public final class Limit {
    /** Null means none. */
    private final @Nullable Bulkhead bulkhead;

    private Limit(@Nullable Bulkhead bulkhead) {
        this.bulkhead = bulkhead;
    }

    /**
     * @param max above {@link Integer#MAX_VALUE} means none
     */
    static Limit of(String name, long max) {
        if (max > Integer.MAX_VALUE) {
            return new Limit(null);
        }
        BulkheadConfig config = BulkheadConfig.custom()
                .maxConcurrentCalls((int) max)
                .maxWaitDuration(Duration.ZERO)
                // Nobody waits, so there is no queue to be fair to; looking for one costs.
                .fairCallHandlingStrategyEnabled(false)
                .build();
        return new Limit(Bulkhead.of(name, config));
    }

    /** Never waits. */
    public boolean tryAcquire() {
        if (bulkhead == null) {
            return true;
        }
        // The bulkhead waits for no time at all, but refuses an interrupted thread, as if the limit were reached.
        boolean interrupted = Thread.interrupted();
        try {
            return bulkhead.tryAcquirePermission();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Once for each time that {@link #tryAcquire} said yes. */
    public void release() {
        if (bulkhead != null) {
            bulkhead.onComplete();
        }
    }
}
