package io.meshsdk.internal.call;

import io.meshsdk.call.Deadline;
import io.meshsdk.engine.Wait;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A call's wait for configuration: the first at all, or that of its listener. */
final class ConfigurationWait implements Wait {
    /** All that wait. What gives up leaves, so that a control plane that never answers costs no memory. */
    static final class Room {
        private final Set<ConfigurationWait> waiting = ConcurrentHashMap.newKeySet();

        void wakeAll() {
            waiting.forEach(wait -> {
                if (wait.ready.getAsBoolean()) {
                    wait.wake();
                }
            });
        }
    }

    private final Room room;
    private final BooleanSupplier ready;
    private final Deadline until;
    private final AtomicReference<@Nullable Runnable> task = new AtomicReference<>();

    /**
     * @param ready whether there is an answer to what is waited for
     */
    ConfigurationWait(Room room, BooleanSupplier ready, Deadline until) {
        this.room = room;
        this.ready = ready;
        this.until = until;
    }

    @Override
    public Deadline until() {
        return until;
    }

    @Override
    public void onReady(Runnable then) {
        task.set(then);
        room.waiting.add(this);
        // Configuration may have come before this wait was in the room.
        if (ready.getAsBoolean()) {
            wake();
        }
    }

    void leave() {
        room.waiting.remove(this);
    }

    private void wake() {
        leave();
        Runnable then = task.getAndSet(null);
        if (then != null) {
            then.run();
        }
    }
}
