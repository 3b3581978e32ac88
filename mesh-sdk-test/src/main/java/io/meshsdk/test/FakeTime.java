package io.meshsdk.test;

import io.meshsdk.spi.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is told to go on.
 *
 * <p>Timers run inside {@link #advance}, on its caller's thread, in the order in which they are due; those due at the
 * same moment in the order in which they were scheduled. None ever runs inside {@link #schedule}, not even one without
 * a delay: code that would only work if it did is wrong with a real clock, too.
 *
 * <p>Safe for use by many threads, but only one at a time may advance.
 */
public final class FakeTime implements Time {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    // Guarded by timers, as the queue is.
    private long nanos;
    private long scheduled;

    @Override
    public long nanos() {
        synchronized (timers) {
            return nanos;
        }
    }

    @Override
    public Instant now() {
        return START.plusNanos(nanos());
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        synchronized (timers) {
            Due due = new Due(nanos + Math.max(0, delay.toNanos()), scheduled++, task);
            timers.add(due);
            return () -> cancel(due);
        }
    }

    /** Moves the clock on, and runs what becomes due on the way, each timer at its own time. */
    public void advance(Duration by) {
        long until = nanos() + by.toNanos();
        for (Due due = next(until); due != null; due = next(until)) {
            due.task().run();
        }
        synchronized (timers) {
            nanos = Math.max(nanos, until);
        }
    }

    /** Runs what is due now: timers without a delay. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /** How long until the next timer is due; empty where none is set. */
    public Optional<Duration> untilNext() {
        synchronized (timers) {
            return Optional.ofNullable(timers.peek()).map(due -> Duration.ofNanos(due.at() - nanos));
        }
    }

    /** How many timers are set. */
    public int pending() {
        synchronized (timers) {
            return timers.size();
        }
    }

    private @Nullable Due next(long until) {
        synchronized (timers) {
            Due due = timers.peek();
            if (due == null || due.at() > until) {
                return null;
            }
            nanos = Math.max(nanos, due.at());
            return timers.poll();
        }
    }

    private void cancel(Due due) {
        synchronized (timers) {
            timers.remove(due);
        }
    }

    private record Due(long at, long number, Runnable task) {}
}
