package io.meshsdk.grpc.internal.call;

import io.meshsdk.call.Deadline;
import io.meshsdk.grpc.internal.call.Pause.Step;
import io.meshsdk.spi.Time;
import org.jspecify.annotations.Nullable;

/** What a call waits for, one thing at a time, and its alarm for the end of the wait. Guarded by its call's lock. */
final class Waits {
    private final Time time;
    private final Alarm alarm;
    private @Nullable Pause waiting;

    Waits(Time time, Alarm alarm) {
        this.time = time;
        this.alarm = alarm;
    }

    Pause begin(Step then, Deadline until) {
        Pause made = new Pause(then, until);
        waiting = made;
        if (until.isSet()) {
            alarm.set(until.nanos(), time.nanos());
        }
        return made;
    }

    boolean any() {
        return waiting != null;
    }

    /** What comes after it, which is ready early; nothing where something else, or nothing, is waited for. */
    Step ready(Pause what) {
        if (waiting != what) {
            return Step.NONE;
        }
        waiting = null;
        return what.then;
    }

    /** The alarm rang: what comes next, if it rang for this and not early. */
    Step over() {
        Pause paused = waiting;
        if (paused == null) {
            return Step.NONE;
        }
        long now = time.nanos();
        if (paused.until.passed(now)) {
            return ready(paused);
        }
        alarm.set(paused.until.nanos(), now);
        return Step.NONE;
    }

    void stop() {
        waiting = null;
    }
}
