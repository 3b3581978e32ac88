package io.meshsdk.bench;

import io.meshsdk.spi.Time;
import java.time.Duration;
import java.time.Instant;

/** The machine's clock, for parts that schedule nothing by it. */
enum MachineTime implements Time {
    INSTANCE;

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        throw new UnsupportedOperationException("nothing measured here schedules on the control thread");
    }
}
