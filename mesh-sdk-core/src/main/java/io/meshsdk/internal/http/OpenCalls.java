package io.meshsdk.internal.http;

import io.meshsdk.spi.Time;
import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The calls of one event loop, so that none is left over when the mesh closes. A list through the calls themselves: no allocation. */
final class OpenCalls {
    final EventLoop loop;
    final Timeouts timeouts;
    private final AtomicInteger count = new AtomicInteger();
    private @Nullable HttpCall first;

    OpenCalls(EventLoop loop, Time time) {
        this.loop = loop;
        this.timeouts = new Timeouts(loop, time);
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
