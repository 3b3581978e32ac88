package io.meshsdk.check;

import io.meshsdk.spi.Time;
import java.time.Duration;
import java.time.Instant;

/** Stands until it is told to go on. Used by one thread. */
final class StandingClock implements Time {
    private long nanos = 1_000_000_000L;

    void advance(long byNanos) {
        nanos += byNanos;
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
        throw new UnsupportedOperationException("decisions arm no timers");
    }
}
