package io.meshsdk;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads and the chance that a mesh's parts are given. */
final class Threads {
    /** Chance for many threads at once. */
    static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.mesh");

    private Threads() {}

    static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** As many as there is work, each ending when idle: for the user's code, which may block. */
    static ExecutorService growing(String prefix) {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons(prefix));
    }

    /** A few, which end when idle, and whose late work is dropped once they were shut down. */
    static ThreadPoolExecutor few(String prefix, int count) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons(prefix),
                new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Waits a while for threads that were told to end. */
    static void awaitEnd(ExecutorService ending, long seconds) {
        try {
            if (!ending.awaitTermination(seconds, TimeUnit.SECONDS)) {
                LOG.warn("a thread of the mesh is busy and ends later: {}", ending);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
