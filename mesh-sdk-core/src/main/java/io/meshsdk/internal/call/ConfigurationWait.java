package io.meshsdk.internal.call;

import io.meshsdk.call.Deadline;
import io.meshsdk.engine.Wait;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A call's wait for the first configuration. */
final class ConfigurationWait implements Wait {
    /** All that wait. What gives up leaves, so that a control plane that never answers costs no memory. */
    static final class Room {
        private final Set<ConfigurationWait> waiting = ConcurrentHashMap.newKeySet();

        void wakeAll() {
            waiting.forEach(ConfigurationWait::wake);
        }
    }

    private final Room room;
    private final OutboundCalls calls;
    private final Deadline until;
    private final AtomicReference<@Nullable Runnable> task = new AtomicReference<>();

    ConfigurationWait(Room room, OutboundCalls calls, Deadline until) {
        this.room = room;
        this.calls = calls;
        this.until = until;
    }

    @Override
    public Deadline until() {
        return until;
    }

    @Override
    public void onReady(Runnable ready) {
        task.set(ready);
        room.waiting.add(this);
        // Configuration may have come before this wait was in the room.
        if (calls.isConfigured()) {
            wake();
        }
    }

    void leave() {
        room.waiting.remove(this);
    }

    private void wake() {
        leave();
        Runnable ready = task.getAndSet(null);
        if (ready != null) {
            ready.run();
        }
    }
}
