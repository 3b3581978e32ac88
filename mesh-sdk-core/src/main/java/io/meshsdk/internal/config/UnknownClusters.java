package io.meshsdk.internal.config;

import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Clusters that a route names and no source has. A route waits for them, for they may be on their way on another stream; but
 * each name is waited for once, so that one that never comes does not hold back later changes. Owned by the control thread.
 */
final class UnknownClusters {
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Time time;
    private final Runnable onGivenUp;
    private final Map<String, Long> untilNanos = new HashMap<>();
    private final Set<String> givenUp = new HashSet<>();
    private Time.@Nullable Timer timer;
    private boolean expected = true;

    UnknownClusters(Time time, Runnable onGivenUp) {
        this.time = time;
        this.onGivenUp = onGivenUp;
    }

    /** Whether a name has been waited for long enough; the first question begins the wait. */
    boolean isGivenUp(String name) {
        if (!expected || givenUp.contains(name)) {
            return true;
        }
        untilNanos.computeIfAbsent(name, unknown -> time.nanos() + PATIENCE.toNanos());
        if (timer == null) {
            timer = time.schedule(PATIENCE, this::look);
        }
        return false;
    }

    /** No source will bring another one. */
    void expectNone() {
        expected = false;
    }

    boolean isEmpty() {
        return givenUp.isEmpty() && untilNanos.isEmpty();
    }

    /** It is there now; should it go again, it is waited for again. */
    void known(String name) {
        givenUp.remove(name);
        untilNanos.remove(name);
    }

    /** Forgets names that no route has any more. */
    void retain(Set<String> named) {
        givenUp.retainAll(named);
        untilNanos.keySet().retainAll(named);
    }

    private void look() {
        timer = null;
        long now = time.nanos();
        int before = givenUp.size();
        untilNanos.forEach((name, until) -> {
            if (until - now <= 0) {
                givenUp.add(name);
            }
        });
        untilNanos.keySet().removeAll(givenUp);
        untilNanos.values().stream()
                .mapToLong(until -> until - now)
                .min()
                .ifPresent(left -> timer = time.schedule(Duration.ofNanos(left), this::look));
        if (givenUp.size() > before) {
            onGivenUp.run();
        }
    }
}
