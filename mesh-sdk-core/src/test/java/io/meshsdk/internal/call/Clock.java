package io.meshsdk.internal.call;

import io.meshsdk.spi.Time;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands until it is told to go on. */
final class Clock implements Time {
    private long nanos = 1_000_000_000L;

    void advance(Duration by) {
        nanos += by.toNanos();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        throw new UnsupportedOperationException("calls arm no timers");
    }
}
