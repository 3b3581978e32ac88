package io.meshsdk.internal.http;

import io.meshsdk.spi.Time;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When the tries of one event loop run out of time, behind one timer of that loop, which alone uses it. Nearly every try ends
 * long before: it only leaves the heap, and the timer stays as it is. A timer that fires for a try that is gone is set anew, so
 * most calls never touch the loop's own timers, which cost more than all else that the driver does.
 */
final class Timeouts implements Runnable {
    static final int NOWHERE = -1;

    private final EventLoop loop;
    private final Time time;
    /** A binary heap, the earliest first. */
    private @Nullable Try[] heap = new Try[16];

    private int size;
    private @Nullable Future<?> timer;
    private long timerNanos;

    Timeouts(EventLoop loop, Time time) {
        this.loop = loop;
        this.time = time;
    }

    /** Runs the try when it is due, at {@link Try#dueNanos}, instead of whenever it was before. */
    void set(Try entry, long now) {
        if (entry.slot == NOWHERE) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            entry.slot = size++;
            up(entry);
        } else {
            move(entry);
        }
        if (entry.slot == 0) {
            setTimer(now);
        }
    }

    void remove(Try entry) {
        int slot = entry.slot;
        if (slot == NOWHERE) {
            return;
        }
        entry.slot = NOWHERE;
        Try last = at(--size);
        heap[size] = null;
        if (last != entry) {
            last.slot = slot;
            move(last);
        }
    }

    @Override
    public void run() {
        timer = null;
        long now = time.nanos();
        // As many as there are now: one that is due again at once waits for the next turn.
        for (int most = size; most > 0 && size > 0 && at(0).dueNanos - now <= 0; most--) {
            Try due = at(0);
            remove(due);
            due.run();
        }
        if (size > 0) {
            setTimer(now);
        }
    }

    private void setTimer(long now) {
        long earliest = at(0).dueNanos;
        Future<?> former = timer;
        if (former != null) {
            if (timerNanos - earliest <= 0) {
                return;
            }
            former.cancel(false);
        }
        timerNanos = earliest;
        timer = loop.schedule(this, Math.max(0, earliest - now), TimeUnit.NANOSECONDS);
    }

    private void move(Try entry) {
        up(entry);
        down(entry);
    }

    private void up(Try entry) {
        int slot = entry.slot;
        while (slot > 0) {
            int above = (slot - 1) / 2;
            Try parent = at(above);
            if (parent.dueNanos - entry.dueNanos <= 0) {
                break;
            }
            put(parent, slot);
            slot = above;
        }
        put(entry, slot);
    }

    private void down(Try entry) {
        int slot = entry.slot;
        for (int below = 2 * slot + 1; below < size; below = 2 * slot + 1) {
            if (below + 1 < size && at(below + 1).dueNanos - at(below).dueNanos < 0) {
                below++;
            }
            Try child = at(below);
            if (entry.dueNanos - child.dueNanos <= 0) {
                break;
            }
            put(child, slot);
            slot = below;
        }
        put(entry, slot);
    }

    private void put(Try entry, int slot) {
        heap[slot] = entry;
        entry.slot = slot;
    }

    private Try at(int slot) {
        Try entry = heap[slot];
        if (entry == null) {
            throw new IllegalStateException("an empty slot within the heap");
        }
        return entry;
    }
}
