package io.meshsdk.engine;

import io.meshsdk.call.Deadline;

/** A decision that is not there yet. The driver asks again when told, or when the deadline passes; then it gets an answer. */
public interface Wait {
    Deadline until();

    /**
     * Runs the task once, on any thread, as soon as it makes sense to ask again; at once if it does already. Only one task
     * may be given.
     */
    void onReady(Runnable task);
}
