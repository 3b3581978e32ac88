package io.meshsdk.grpc.internal.call;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one timer of a call. It may ring early: whoever is woken looks at the clock, and sets it anew. Guarded by its call's lock. */
final class Alarm {
    private final Timer timer;
    private final TimerTask ring;
    private @Nullable Timeout set;
    private long dueNanos;

    Alarm(Timer timer, Runnable ring) {
        this.timer = timer;
        this.ring = fired -> ring.run();
    }

    /** Sees to it that it rings at {@code due} or earlier. */
    void set(long due, long now) {
        if (set != null && due - dueNanos >= 0) {
            return;
        }
        stop();
        dueNanos = due;
        try {
            set = timer.newTimeout(ring, Math.max(0, due - now), TimeUnit.NANOSECONDS);
        } catch (IllegalStateException stopped) {
            // The mesh is closed, and its calls are cancelled.
        }
    }

    void stop() {
        if (set != null) {
            set.cancel();
            set = null;
        }
    }

    void rang() {
        set = null;
    }
}
