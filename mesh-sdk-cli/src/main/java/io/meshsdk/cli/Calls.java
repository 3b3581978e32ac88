package io.meshsdk.cli;

import io.meshsdk.CallInfo;
import io.meshsdk.MeshCallException;
import io.meshsdk.MeshClient;
import io.meshsdk.MeshException;
import io.meshsdk.Request;
import io.meshsdk.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends one request many times, some at a time, no faster than a rate. */
final class Calls {
    private final MeshClient client;
    private final int count;
    private final int concurrency;
    private final double rate;

    /**
     * @param rate calls begun a second; 0 as fast as answers come
     */
    Calls(MeshClient client, int count, int concurrency, double rate) {
        this.client = client;
        this.count = count;
        this.concurrency = Math.min(concurrency, count);
        this.rate = rate;
    }

    /**
     * One call.
     *
     * @param number from 1, in the order begun
     * @param response null where there is none, and then {@code error} says why
     */
    record Ended(
            int number,
            @Nullable Response response,
            @Nullable CallInfo info,
            String error,
            long nanos) {}

    /** Blocks until all have ended. Each is told, one at a time. */
    void run(Request request, Consumer<Ended> told) throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        Object turn = new Object();
        long start = System.nanoTime();
        Runnable worker = () -> {
            for (int number = begun.incrementAndGet(); number <= count; number = begun.incrementAndGet()) {
                try {
                    pause(start, number);
                    Ended ended = call(request, number);
                    synchronized (turn) {
                        told.accept(ended);
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
        };
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < concurrency; i++) {
            Thread other = new Thread(worker, "calls-" + i);
            other.setDaemon(true);
            other.start();
            others.add(other);
        }
        worker.run();
        for (Thread other : others) {
            other.join();
        }
    }

    private void pause(long start, int number) throws InterruptedException {
        if (rate > 0) {
            long due = start + (long) ((number - 1) * 1e9 / rate);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        }
    }

    private Ended call(Request request, int number) throws InterruptedException {
        long start = System.nanoTime();
        try {
            Response response = client.sendBlocking(request);
            return new Ended(number, response, response.info(), "", System.nanoTime() - start);
        } catch (MeshCallException e) {
            return new Ended(number, null, e.info(), Failures.sentence(e), System.nanoTime() - start);
        } catch (MeshException e) {
            return new Ended(number, null, null, Failures.sentence(e), System.nanoTime() - start);
        }
    }
}
