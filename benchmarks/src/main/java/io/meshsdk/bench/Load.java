package io.meshsdk.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One client under load for one window of time. Once only. */
final class Load {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int MOST_SAMPLES = 1 << 21;
    static final long SETTLE_MILLIS = 200;

    private final LoadClient client;
    /** Written on the client's loop alone. */
    private final AtomicLong ended = new AtomicLong();

    private final AtomicLong failed = new AtomicLong();
    private final long[] latencies;
    private int samples;
    private volatile boolean recording;
    private volatile boolean stopped;

    private Load(LoadClient client, int mostSamples) {
        this.client = client;
        this.latencies = new long[mostSamples];
    }

    /** Callers that each make their next call when the one before has ended. */
    static Measured closed(LoadClient client, int callers, Duration window) throws InterruptedException {
        Load load = new Load(client, MOST_SAMPLES);
        CountDownLatch quiet = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            load.new Caller(true, quiet).begin();
        }
        return load.measure(window, quiet);
    }

    /** Callers that make a call each interval, whatever became of those before, from one thread that is not the client's. */
    static Measured paced(LoadClient client, int callsPerSecond, Duration window) throws InterruptedException {
        Load load = new Load(client, callsPerSecond * (int) (window.toSeconds() + 2));
        CountDownLatch quiet = new CountDownLatch(1);
        Thread pace = new Thread(() -> load.pace(TimeUnit.SECONDS.toNanos(1) / callsPerSecond, quiet), "bench-pace");
        pace.start();
        return load.measure(window, quiet);
    }

    private void pace(long intervalNanos, CountDownLatch quiet) {
        CountDownLatch nobody = new CountDownLatch(1);
        long next = System.nanoTime();
        while (!stopped) {
            new Caller(false, nobody).begin();
            next += intervalNanos;
            while (next - System.nanoTime() > 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        quiet.countDown();
    }

    private Measured measure(Duration window, CountDownLatch quiet) throws InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
        recording = true;
        Reading before = Reading.now(ended.get());
        Thread.sleep(window.toMillis());
        Reading after = Reading.now(ended.get());
        recording = false;
        stopped = true;
        if (!quiet.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException(client.name() + ": calls did not end");
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(client.name() + ": " + failed + " calls failed");
        }
        long[] sorted = Arrays.copyOf(latencies, samples);
        Arrays.sort(sorted);
        return Measured.of(before, after, sorted);
    }

    /** What the process had used up at one time. */
    record Reading(long calls, long nanos, long cpuNanos, long allocatedBytes) {
        static Reading now(long calls) {
            long allocated = 0;
            for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
                allocated += Math.max(0, bytes);
            }
            return new Reading(calls, System.nanoTime(), PROCESS.getProcessCpuTime(), allocated);
        }
    }

    /** One caller, or one call where it does not go on. */
    private final class Caller implements LoadClient.Answered {
        private final boolean goesOn;
        private final CountDownLatch quiet;
        private long startedNanos;

        Caller(boolean goesOn, CountDownLatch quiet) {
            this.goesOn = goesOn;
            this.quiet = quiet;
        }

        void begin() {
            startedNanos = System.nanoTime();
            client.call(this);
        }

        @Override
        public void answered(int status, byte[] body) {
            if (status != 200 || body.length != HelloServer.BODY_BYTES) {
                failed(new IllegalStateException(status + " with " + body.length + " bytes"));
                return;
            }
            if (recording && samples < latencies.length) {
                latencies[samples++] = System.nanoTime() - startedNanos;
            }
            ended.lazySet(ended.get() + 1);
            if (!goesOn) {
                return;
            }
            if (stopped) {
                quiet.countDown();
            } else {
                begin();
            }
        }

        @Override
        public void failed(Throwable why) {
            if (failed.incrementAndGet() == 1) {
                why.printStackTrace();
            }
            quiet.countDown();
        }
    }
}
