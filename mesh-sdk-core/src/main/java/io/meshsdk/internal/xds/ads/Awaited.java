package io.meshsdk.internal.xds.ads;

import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Names asked for that nobody has answered, and how long that may go on. The clock runs only while a stream is up that
 * carried the question. Owned by the control thread.
 */
final class Awaited {
    private final Time time;
    private final Function<String, Duration> limits;
    private final Consumer<Set<String>> expired;
    private final Set<String> open = new HashSet<>();
    private final List<Batch> batches = new ArrayList<>();

    private static final class Batch {
        private final Set<String> names;
        private final Consumer<Set<String>> after;
        private Time.@Nullable Timer timer;

        private Batch(Set<String> names, Consumer<Set<String>> after) {
            this.names = names;
            this.after = after;
        }
    }

    /**
     * @param limits by name; 0 for none
     */
    Awaited(Time time, Function<String, Duration> limits, Consumer<Set<String>> expired) {
        this.time = time;
        this.limits = limits;
        this.expired = expired;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void add(Collection<String> names) {
        open.addAll(names);
    }

    void retain(Collection<String> names) {
        open.retainAll(Set.copyOf(names));
        prune();
    }

    void answered(Collection<String> names) {
        names.forEach(open::remove);
        prune();
    }

    /** The question has gone out: starts the clock for what is not yet on it. */
    void sent() {
        Set<String> names = new HashSet<>(open);
        batches.forEach(batch -> names.removeAll(batch.names));
        Map<Duration, Set<String>> byLimit = new HashMap<>();
        names.forEach(name -> byLimit.computeIfAbsent(limits.apply(name), limit -> new HashSet<>())
                .add(name));
        byLimit.forEach((limit, together) -> {
            if (!limit.isZero()) {
                begin(new Batch(together, expired), limit);
            }
        });
    }

    /** Of the names that are still open, those given a shorter time from now; what becomes of them afterwards is another's. */
    void hasten(Collection<String> names, Duration limit, Consumer<Set<String>> after) {
        Set<String> hastened = new HashSet<>(names);
        hastened.retainAll(open);
        batches.stream().filter(batch -> batch.after != expired).forEach(batch -> hastened.removeAll(batch.names));
        if (hastened.isEmpty()) {
            return;
        }
        batches.forEach(batch -> batch.names.removeAll(hastened));
        prune();
        begin(new Batch(hastened, after), limit);
    }

    private void begin(Batch batch, Duration limit) {
        batch.timer = time.schedule(limit, () -> expire(batch));
        batches.add(batch);
    }

    /** No stream carries the question any more. */
    void stop() {
        batches.forEach(Awaited::cancel);
        batches.clear();
    }

    private void expire(Batch batch) {
        batches.remove(batch);
        open.removeAll(batch.names);
        batch.after.accept(batch.names);
    }

    private void prune() {
        batches.removeIf(batch -> {
            batch.names.retainAll(open);
            if (batch.names.isEmpty()) {
                cancel(batch);
                return true;
            }
            return false;
        });
    }

    private static void cancel(Batch batch) {
        if (batch.timer != null) {
            batch.timer.cancel();
        }
    }
}
