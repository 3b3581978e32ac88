package io.meshsdk;

import io.meshsdk.spi.Time;
import java.time.Duration;
import java.time.Instant;

/** A clock that is set by hand. */
final class HandTime implements Time {
    private long nanos;

    void advance(Duration by) {
        nanos += by.toNanos();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(0, nanos);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        throw new UnsupportedOperationException("clients arm no timers");
    }
}
