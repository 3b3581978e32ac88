package io.meshsdk.test;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread of a control plane for what is done later or again and again. It starts with its first task. */
final class BackgroundTasks implements AdsState.Later, AutoCloseable {
    private static final long POLL_MILLIS = 200;

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                Thread thread = new Thread(task, "control-plane");
                thread.setDaemon(true);
                return thread;
            },
            // A task of a closed control plane has nobody left to serve.
            new ThreadPoolExecutor.DiscardPolicy());

    @Override
    public void run(Duration delay, Runnable task) {
        executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    void repeat(Runnable task) {
        executor.scheduleWithFixedDelay(task, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
