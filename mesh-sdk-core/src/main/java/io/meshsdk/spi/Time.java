package io.meshsdk.spi;

import java.time.Duration;
import java.time.Instant;

/** The clock, and timers for control work. Safe for use by many threads. */
public interface Time {
    /** Monotonic nanoseconds from an arbitrary origin: differences only. */
    long nanos();

    /** Wall-clock time, for certificates and log records. */
    Instant now();

    /** Runs a task once, on the mesh's control thread, after a delay. Requests arm their own timers on event loops. */
    Timer schedule(Duration delay, Runnable task);

    /** A task that was scheduled. */
    interface Timer {
        /** Has no effect once the task has begun. */
        void cancel();
    }
}
