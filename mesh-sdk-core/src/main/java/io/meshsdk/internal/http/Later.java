package io.meshsdk.internal.http;

import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A step of a call that comes later: after a pause, or when something it waits for is ready, whichever is first. */
final class Later implements Runnable {
    private final HttpCall call;
    private final Step step;
    private @Nullable Future<?> timer;

    Later(HttpCall call, Step step) {
        this.call = call;
        this.step = step;
    }

    enum Step {
        PLAN,
        ATTEMPT
    }

    void arm(long delayNanos) {
        timer = call.schedule(this, delayNanos);
    }

    void disarm() {
        Future<?> armed = timer;
        if (armed != null) {
            timer = null;
            armed.cancel(false);
        }
    }

    /** From any thread. */
    void ready() {
        call.onLoop(this);
    }

    /** On the loop; the second of two has no effect. */
    @Override
    public void run() {
        call.resume(this, step);
    }
}
