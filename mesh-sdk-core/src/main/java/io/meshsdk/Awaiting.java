package io.meshsdk;

import io.meshsdk.internal.http.RunningCall;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a blocked caller waits for: parked and woken, with no lock, so that a virtual thread frees its carrier. */
final class Awaiting<T> implements Result<T> {
    private final Thread caller;
    /** Of the caller's thread alone. */
    private @Nullable RunningCall call;

    private volatile @Nullable RunningCall detour;
    private @Nullable T value;
    private @Nullable RuntimeException cause;
    /** Written last, read first: publishes the fields above. */
    private volatile boolean done;

    Awaiting(Thread caller) {
        this.caller = caller;
    }

    @Override
    public void succeed(T result) {
        value = result;
        done = true;
        LockSupport.unpark(caller);
    }

    @Override
    public void fail(RuntimeException failure) {
        cause = failure;
        done = true;
        LockSupport.unpark(caller);
    }

    @Override
    public void running(RunningCall started) {
        call = started;
    }

    @Override
    public void passedBy(RunningCall started) {
        detour = started;
    }

    T await() throws InterruptedException {
        while (!done) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                stop(call);
                stop(detour);
                throw new InterruptedException("interrupted while waiting for a response");
            }
        }
        T result = value;
        if (result != null) {
            return result;
        }
        RuntimeException failure = cause;
        if (failure == null) {
            throw new IllegalStateException("a call ended without a result");
        }
        // Thrown on the thread that waited: its trace is the one that a reader looks for.
        failure.setStackTrace(new Throwable().getStackTrace());
        throw failure;
    }

    private static void stop(@Nullable RunningCall running) {
        if (running != null) {
            running.cancel("its caller was interrupted");
        }
    }
}
