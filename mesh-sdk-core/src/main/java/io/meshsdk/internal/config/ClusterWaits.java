package io.meshsdk.internal.config;

import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Clusters that routes wait for, each a bounded time and once: one that never comes, or never warms, must not hold back later
 * changes. Owned by the control thread.
 */
final class ClusterWaits {
    private final Time time;
    private final Runnable onGivenUp;
    private final Map<String, Long> untilNanos = new HashMap<>();
    private final Set<String> givenUp = new HashSet<>();
    private Time.@Nullable Timer timer;
    private long timerNanos;

    ClusterWaits(Time time, Runnable onGivenUp) {
        this.time = time;
        this.onGivenUp = onGivenUp;
    }

    /**
     * Whether a name has been waited for long enough; the first question begins the wait.
     *
     * @param patience zero to wait without end
     */
    boolean isGivenUp(String name, Duration patience) {
        if (givenUp.contains(name)) {
            return true;
        }
        if (!patience.isZero() && !untilNanos.containsKey(name)) {
            long until = time.nanos() + patience.toNanos();
            untilNanos.put(name, until);
            arm(until);
        }
        return false;
    }

    boolean isEmpty() {
        return givenUp.isEmpty() && untilNanos.isEmpty();
    }

    /** It is there now; should it go again, it is waited for again. */
    void over(String name) {
        givenUp.remove(name);
        untilNanos.remove(name);
    }

    /** Forgets names that no route has any more. */
    void retain(Set<String> named) {
        givenUp.retainAll(named);
        untilNanos.keySet().retainAll(named);
    }

    private void arm(long until) {
        if (timer != null) {
            if (timerNanos - until <= 0) {
                return;
            }
            timer.cancel();
        }
        timerNanos = until;
        timer = time.schedule(Duration.ofNanos(until - time.nanos()), this::look);
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
        untilNanos.values().stream().mapToLong(until -> until - now).min().ifPresent(left -> arm(now + left));
        if (givenUp.size() > before) {
            onGivenUp.run();
        }
    }
}
