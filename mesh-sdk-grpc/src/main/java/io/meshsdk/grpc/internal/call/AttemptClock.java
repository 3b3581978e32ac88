package io.meshsdk.grpc.internal.call;

import io.meshsdk.call.Deadline;
import io.meshsdk.engine.Attempt;
import io.meshsdk.spi.Time;
import org.jspecify.annotations.Nullable;

/** When an attempt's time is up: at its deadline, or when nothing has moved for too long. */
final class AttemptClock {
    private final Time time;
    private final Alarm alarm;
    private volatile long lastByteNanos;

    AttemptClock(Time time, Alarm alarm) {
        this.time = time;
        this.alarm = alarm;
    }

    /** A message went out or came in. */
    void touched(Attempt attempt) {
        if (attempt.idleNanos() > 0) {
            lastByteNanos = time.nanos();
        }
    }

    /** Sees to it that the alarm rings in time for what the engine says now. */
    void arm(Attempt attempt) {
        Deadline due = attempt.deadline();
        long idle = attempt.idleNanos();
        if (!due.isSet() && idle <= 0) {
            return;
        }
        long now = time.nanos();
        if (idle > 0) {
            if (lastByteNanos == 0) {
                lastByteNanos = now;
            }
            due = due.earlier(Deadline.after(lastByteNanos, idle));
        }
        alarm.set(due.nanos(), now);
    }

    /** What is over by now, or null. */
    Attempt.@Nullable Timeout over(Attempt attempt) {
        long now = time.nanos();
        if (attempt.deadline().passed(now)) {
            return Attempt.Timeout.DEADLINE;
        }
        long idle = attempt.idleNanos();
        return idle > 0 && now - lastByteNanos >= idle ? Attempt.Timeout.IDLE : null;
    }

    /** The attempt goes on as if something had moved. */
    void restart() {
        lastByteNanos = time.nanos();
    }
}
