package io.meshsdk.internal.xds.ads;

import io.meshsdk.spi.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A clock that stands still until told to go on. */
public final class ManualTime implements Time {
    private final List<Due> timers = new ArrayList<>();
    private long nanos;

    private record Due(long at, Runnable task) {}

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Due due = new Due(nanos + delay.toNanos(), task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    public void advance(Duration by) {
        long until = nanos + by.toNanos();
        for (Optional<Due> due = next(until); due.isPresent(); due = next(until)) {
            timers.remove(due.get());
            nanos = Math.max(nanos, due.get().at());
            due.get().task().run();
        }
        nanos = until;
    }

    public int pending() {
        return timers.size();
    }

    private Optional<Due> next(long until) {
        return timers.stream().filter(due -> due.at() <= until).min(Comparator.comparingLong(Due::at));
    }
}
