package io.meshsdk.grpc.internal.call;

import io.meshsdk.call.Deadline;

/** A call waits, for a time or for what the engine waits for. Told apart by identity: who is ready late finds that nobody waits for it. */
final class Pause {
    final Step then;
    final Deadline until;

    Pause(Step then, Deadline until) {
        this.then = then;
        this.until = until;
    }

    /** What the engine is asked next. */
    enum Step {
        NONE,
        PLAN,
        ATTEMPT
    }
}
