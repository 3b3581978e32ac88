package io.meshsdk.internal.http;

import io.meshsdk.call.Outcome;
import io.meshsdk.spi.Time;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one event loop, so that none is left over when the mesh closes. A list through the calls themselves: no allocation.
 * And those that have been started on the loop and wait for their turn.
 */
final class OpenCalls implements Runnable {
    private static final Outcome CLOSED = new Outcome.Cancelled("mesh_closed");

    final EventLoop loop;
    final Timeouts timeouts;
    private final AtomicInteger count = new AtomicInteger();
    private @Nullable HttpCall first;
    /** The loop's own queue costs each entry an atomic step; used on the loop alone, this one costs none. */
    private final ArrayDeque<HttpCall> started = new ArrayDeque<>();

    private boolean turnComes;

    OpenCalls(EventLoop loop, Time time) {
        this.loop = loop;
        this.timeouts = new Timeouts(loop, time);
    }

    /**
     * In turn, also where the caller, or the call that a mirror copies, is on the loop already: calls that many responses of one
     * turn lead to are then written after all was read, which measured faster than each at once. From any thread.
     */
    void begin(HttpCall call) {
        if (loop.inEventLoop()) {
            started.add(call);
            takeTurn();
        } else {
            try {
                loop.execute(call);
            } catch (RejectedExecutionException stopped) {
                call.refused(CLOSED);
            }
        }
    }

    private void takeTurn() {
        if (turnComes) {
            return;
        }
        try {
            loop.execute(this);
            turnComes = true;
        } catch (RejectedExecutionException stopped) {
            while (!started.isEmpty()) {
                started.remove().refused(CLOSED);
            }
        }
    }

    /** Those that are there now: what they start in turn comes after whatever else the loop has to do. */
    @Override
    public void run() {
        turnComes = false;
        try {
            for (int most = started.size(); most > 0; most--) {
                started.remove().run();
            }
        } finally {
            if (!started.isEmpty()) {
                takeTurn();
            }
        }
    }

    /** From any thread. */
    int count() {
        return count.get();
    }

    void add(HttpCall call) {
        HttpCall old = first;
        call.next = old;
        if (old != null) {
            old.previous = call;
        }
        first = call;
        // One writer, the loop; readers may be late.
        count.lazySet(count.get() + 1);
    }

    void remove(HttpCall call) {
        HttpCall before = call.previous;
        HttpCall after = call.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        call.previous = null;
        call.next = null;
        count.lazySet(count.get() - 1);
    }

    void cancelAll(String why) {
        HttpCall call = first;
        while (call != null) {
            call.cancelOnLoop(why);
            // A call that was cancelled has left the list.
            call = first;
        }
    }
}
