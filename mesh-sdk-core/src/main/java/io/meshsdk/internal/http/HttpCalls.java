package io.meshsdk.internal.http;

import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Outbound;
import io.meshsdk.internal.net.Transport;
import io.meshsdk.spi.Time;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Carries calls over a transport as the engine decides. Safe for use by many threads. */
public final class HttpCalls implements CallDriver, AutoCloseable {
    final Outbound outbound;
    final Transport transport;
    final Time time;
    private final List<OpenCalls> loops;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean closed;

    public HttpCalls(Outbound outbound, Transport transport, Time time) {
        this.outbound = outbound;
        this.transport = transport;
        this.time = time;
        this.loops = transport.loops().stream()
                .map(loop -> new OpenCalls(loop, time))
                .toList();
    }

    @Override
    public void start(RequestHead head, Body body, CallOptions options, ResponseListener listener) {
        HttpCall call = new HttpCall(this, choose(), head, body, options, listener);
        listener.begun(call.caller);
        begin(call);
    }

    @Override
    public Outbound.Reach reach(String authority) {
        return outbound.reach(authority);
    }

    @Override
    public boolean onEventLoop() {
        for (int i = 0; i < loops.size(); i++) {
            if (loops.get(i).loop.inEventLoop()) {
                return true;
            }
        }
        return false;
    }

    /** Calls that have begun and not ended. */
    public int open() {
        int open = 0;
        for (OpenCalls calls : loops) {
            open += calls.count();
        }
        return open;
    }

    /** Refuses new calls, and cancels those that run. Whoever wants to drain waits for {@link #open} first. */
    @Override
    public void close() {
        closed = true;
        for (OpenCalls calls : loops) {
            try {
                calls.loop.execute(() -> calls.cancelAll("mesh_closed"));
            } catch (RejectedExecutionException stopped) {
                // A loop that has stopped has no calls left.
            }
        }
    }

    boolean closed() {
        return closed;
    }

    void begin(HttpCall call) {
        call.calls.begin(call);
    }

    /** A call that is made on a loop stays there: its callbacks then need no hand-off. */
    private OpenCalls choose() {
        int size = loops.size();
        if (size == 1) {
            return loops.get(0);
        }
        for (int i = 0; i < size; i++) {
            if (loops.get(i).loop.inEventLoop()) {
                return loops.get(i);
            }
        }
        return loops.get(Math.floorMod(turn.getAndIncrement(), size));
    }
}
