package io.meshsdk.internal.upstream;

import io.meshsdk.model.CircuitBreakers.Thresholds;
import io.meshsdk.transport.ConnectionPermits;
import java.util.concurrent.atomic.AtomicInteger;

/** The counters go on when the limits change, as the connections do. */
final class ThresholdPermits implements ConnectionPermits {
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger pending = new AtomicInteger();
    /** Written by the control thread. */
    private volatile Thresholds limits;

    ThresholdPermits(Thresholds limits) {
        this.limits = limits;
    }

    void limits(Thresholds changed) {
        limits = changed;
    }

    @Override
    public boolean tryAcquireConnection() {
        return tryAcquire(connections, limits.maxConnections());
    }

    @Override
    public void acquireConnection() {
        connections.incrementAndGet();
    }

    @Override
    public void releaseConnection() {
        connections.decrementAndGet();
    }

    @Override
    public boolean tryAcquirePending() {
        return tryAcquire(pending, limits.maxPendingRequests());
    }

    @Override
    public void releasePending() {
        pending.decrementAndGet();
    }

    private static boolean tryAcquire(AtomicInteger used, long max) {
        int now = used.get();
        while (now < max) {
            if (used.compareAndSet(now, now + 1)) {
                return true;
            }
            now = used.get();
        }
        return false;
    }
}
