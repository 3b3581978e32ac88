package io.meshsdk.internal.upstream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.meshsdk.model.CircuitBreakers.RetryBudget;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many at once, on a Resilience4j bulkhead, or as a share of another's. A changed limit is another object: what was acquired goes back to the one
 * it came from, and nobody waits for it.
 *
 * <p>Safe for use by many threads.
 */
public final class Limit {
    /** Null means no fixed number. */
    private final @Nullable Bulkhead bulkhead;
    /** Null means that it is no share of another's. */
    private final @Nullable Share share;

    private Limit(@Nullable Bulkhead bulkhead, @Nullable Share share) {
        this.bulkhead = bulkhead;
        this.share = share;
    }

    /** A budget of those that are out of a limit with a number. */
    private record Share(RetryBudget budget, Bulkhead of, AtomicInteger out) {
        private boolean tryAcquire() {
            int now = out.get();
            while (now < most()) {
                if (out.compareAndSet(now, now + 1)) {
                    return true;
                }
                now = out.get();
            }
            return false;
        }

        private double most() {
            int active = of.getBulkheadConfig().getMaxConcurrentCalls()
                    - of.getMetrics().getAvailableConcurrentCalls();
            return Math.max(budget.minRetryConcurrency(), Math.floor(budget.budgetPercent() / 100 * active));
        }
    }

    /**
     * @param max above {@link Integer#MAX_VALUE} means none
     */
    static Limit of(String name, long max) {
        if (max > Integer.MAX_VALUE) {
            return new Limit(null, null);
        }
        BulkheadConfig config = BulkheadConfig.custom()
                .maxConcurrentCalls((int) max)
                .maxWaitDuration(Duration.ZERO)
                // Nobody waits, so there is no queue to be fair to; looking for one costs.
                .fairCallHandlingStrategyEnabled(false)
                .build();
        return new Limit(Bulkhead.of(name, config), null);
    }

    /**
     * As many retries as a budget allows.
     *
     * @param requests with a number; a request that waits for a connection is out, too
     */
    static Limit share(RetryBudget budget, Limit requests) {
        return new Limit(null, new Share(budget, Objects.requireNonNull(requests.bulkhead), new AtomicInteger()));
    }

    /** Never waits. */
    public boolean tryAcquire() {
        if (bulkhead == null) {
            return share == null || share.tryAcquire();
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
        } else if (share != null) {
            share.out.decrementAndGet();
        }
    }
}
