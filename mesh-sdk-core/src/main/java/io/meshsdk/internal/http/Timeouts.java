package io.meshsdk.internal.http;

import io.meshsdk.spi.Time;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When the tries of one event loop run out of time, behind one timer of that loop, which alone uses it. Nearly every try ends
 * long before: it only leaves a gap, and the timer stays as it is. A timer that fires for a try that is gone is set anew, so
 * most calls never touch the loop's own timers, which cost more than all else that the driver does.
 */
final class Timeouts implements Runnable {
    static final int NOWHERE = -1;

    private final EventLoop loop;
    private final Time time;
    /** A binary heap of moments, the earliest first. */
    private long[] due = new long[64];
    /** Who waits for the moment of that slot; null where he is gone. Ordering the heap at each leave would cost more. */
    private @Nullable Try[] waiting = new Try[64];

    private int size;
    private int gaps;
    private @Nullable Future<?> timer;
    private long timerNanos;

    Timeouts(EventLoop loop, Time time) {
        this.loop = loop;
        this.time = time;
    }

    /** Runs the try when it is due, instead of whenever it was before. */
    void set(Try entry, long dueNanos) {
        remove(entry);
        if (size == due.length) {
            makeRoom();
        }
        up(size++, dueNanos, entry);
        if (entry.slot == 0) {
            setTimer();
        }
    }

    void remove(Try entry) {
        int slot = entry.slot;
        if (slot == NOWHERE) {
            return;
        }
        entry.slot = NOWHERE;
        waiting[slot] = null;
        gaps++;
        if (gaps == size) {
            size = 0;
            gaps = 0;
        }
    }

    /** When the try is due; only where it is among them. */
    long dueNanos(Try entry) {
        return due[entry.slot];
    }

    @Override
    public void run() {
        timer = null;
        long now = time.nanos();
        // As many as there are now: one that is due again at once waits for the next turn.
        for (int most = size; most > 0 && size > 0 && due[0] - now <= 0; most--) {
            Try first = takeFirst();
            if (first != null) {
                first.run();
            }
        }
        while (size > 0 && waiting[0] == null) {
            takeFirst();
        }
        if (size > 0) {
            setTimer();
        }
    }

    private void setTimer() {
        long earliest = due[0];
        Future<?> former = timer;
        if (former != null) {
            if (timerNanos - earliest <= 0) {
                return;
            }
            former.cancel(false);
        }
        timerNanos = earliest;
        timer = loop.schedule(this, Math.max(0, earliest - time.nanos()), TimeUnit.NANOSECONDS);
    }

    /** Closes the gaps where they are many, else grows: either way what it costs is spread over as many entries. */
    private void makeRoom() {
        if (gaps < size / 2) {
            due = Arrays.copyOf(due, size * 2);
            waiting = Arrays.copyOf(waiting, size * 2);
            return;
        }
        int before = size;
        size = 0;
        gaps = 0;
        for (int slot = 0; slot < before; slot++) {
            Try entry = waiting[slot];
            waiting[slot] = null;
            if (entry != null) {
                // Never beyond the slot that was just read.
                up(size++, due[slot], entry);
            }
        }
    }

    private @Nullable Try takeFirst() {
        Try first = waiting[0];
        if (first == null) {
            gaps--;
        } else {
            first.slot = NOWHERE;
        }
        int last = --size;
        long lastDue = due[last];
        Try moved = waiting[last];
        waiting[last] = null;
        if (last > 0) {
            down(lastDue, moved);
        }
        return first;
    }

    private void up(int from, long moment, Try entry) {
        int slot = from;
        while (slot > 0) {
            int above = (slot - 1) / 2;
            if (due[above] - moment <= 0) {
                break;
            }
            put(slot, due[above], waiting[above]);
            slot = above;
        }
        put(slot, moment, entry);
    }

    private void down(long moment, @Nullable Try entry) {
        int slot = 0;
        for (int below = 1; below < size; below = 2 * slot + 1) {
            if (below + 1 < size && due[below + 1] - due[below] < 0) {
                below++;
            }
            if (moment - due[below] <= 0) {
                break;
            }
            put(slot, due[below], waiting[below]);
            slot = below;
        }
        put(slot, moment, entry);
    }

    private void put(int slot, long moment, @Nullable Try entry) {
        due[slot] = moment;
        waiting[slot] = entry;
        if (entry != null) {
            entry.slot = slot;
        }
    }
}
