package io.meshsdk;

import io.meshsdk.spi.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns a mesh's configuration, and its clock. A task that throws is logged and does not end the thread:
 * configuration goes on.
 */
final class ControlThread implements Executor, Time, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);

    private static final long END_SECONDS = 2;

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Throwable firstFailure;

    ControlThread(String name) {
        executor = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread made = new Thread(task, name);
                    made.setDaemon(true);
                    thread = made;
                    return made;
                },
                // Late callbacks of a closed mesh have nobody left to tell.
                new ThreadPoolExecutor.DiscardPolicy());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(() -> run(task));
    }

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
        Future<?> scheduled = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** What the first task that failed threw; empty while none has. */
    Optional<Throwable> firstFailure() {
        return Optional.ofNullable(firstFailure);
    }

    /** Runs a task and waits until it has run, or until the thread has ended without it. Not to be called on the thread. */
    void executeAndWait(Runnable task) {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        execute(() -> {
            try {
                task.run();
            } finally {
                ran.complete(null);
            }
        });
        try {
            ran.get(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("the control thread is busy; it ends later");
        }
    }

    /** Of errors, too: a class that is missing must not read as a configuration that does not come. */
    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            if (firstFailure == null) {
                firstFailure = e;
            }
            LOG.error("a control task failed; the configuration in force stays", e);
        }
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void close() {
        executor.shutdown();
        if (!isCurrent()) {
            Threads.awaitEnd(executor, END_SECONDS);
        }
    }
}
