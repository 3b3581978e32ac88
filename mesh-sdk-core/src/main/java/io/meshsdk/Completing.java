package io.meshsdk;

import io.meshsdk.internal.http.RunningCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The one future of an asynchronous call, completed off the event loop. */
final class Completing<T> extends CompletableFuture<T> implements Result<T>, Runnable {
    private final Executor callbacks;
    /** Written before anybody has this future to cancel. */
    private @Nullable RunningCall call;

    private volatile @Nullable RunningCall detour;
    private @Nullable T value;
    private @Nullable RuntimeException cause;

    Completing(Executor callbacks) {
        this.callbacks = callbacks;
    }

    @Override
    public void running(RunningCall started) {
        call = started;
    }

    @Override
    public void passedBy(RunningCall started) {
        detour = started;
        if (isCancelled()) {
            started.cancel("cancelled by its caller");
        }
    }

    @Override
    public void succeed(T result) {
        value = result;
        hand();
    }

    @Override
    public void fail(RuntimeException failure) {
        cause = failure;
        hand();
    }

    private void hand() {
        try {
            callbacks.execute(this);
        } catch (RejectedExecutionException shutDown) {
            // Better on the event loop than never: nothing may wait for ever because an executor was closed first.
            run();
        }
    }

    /** The hand-off published the two fields. */
    @Override
    public void run() {
        RuntimeException failure = cause;
        if (failure != null) {
            completeExceptionally(failure);
        } else {
            T result = value;
            boolean taken = result != null && complete(result);
            if (!taken && result instanceof StreamedResponse unread) {
                unread.close();
            }
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean before = isDone();
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (!before && cancelled) {
            stop();
        }
        return cancelled;
    }

    /** Whoever completes the future himself, as {@code orTimeout} does, has given the call up, too. */
    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean first = super.completeExceptionally(failure);
        if (first && failure != cause) {
            stop();
        }
        return first;
    }

    @Override
    public boolean complete(T other) {
        boolean first = super.complete(other);
        if (first && other != value) {
            stop();
        }
        return first;
    }

    private void stop() {
        stop(call);
        stop(detour);
    }

    private static void stop(@Nullable RunningCall running) {
        if (running != null) {
            running.cancel("cancelled by its caller");
        }
    }
}
