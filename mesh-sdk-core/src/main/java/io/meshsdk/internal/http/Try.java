package io.meshsdk.internal.http;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.internal.net.ClientExchange;
import io.meshsdk.internal.net.ExchangeListener;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One attempt on the wire: its exchange, its one timer, and how much of the request's body it has sent. Used on the call's loop. */
final class Try implements ExchangeListener, Runnable {
    /** The shortest time between two firings, so that a deadline which the engine leaves in the past cannot spin. */
    private static final long LEAST_NANOS = 1_000_000;

    final HttpCall call;
    final Attempt attempt;

    @Nullable
    Try nextTry;

    /** Chunks of the body sent so far. */
    int sent;

    boolean requestEnded;
    int status;
    private @Nullable ClientExchange exchange;
    private @Nullable RequestFeed feed;
    /** Where it is among its loop's {@link Timeouts}; theirs to write. */
    int slot = Timeouts.NOWHERE;

    private long lastByteNanos;
    private boolean over;

    Try(HttpCall call, Attempt attempt) {
        this.call = call;
        this.attempt = attempt;
    }

    void open(RequestFeed source) {
        feed = source;
        lastByteNanos = attempt.startedNanos();
        rearm();
        ClientExchange opened = call.driver.transport.open(
                call.calls.loop,
                attempt.endpoint(),
                attempt.security(),
                attempt.priority(),
                attempt.head(),
                source.empty() ? RequestEnd.WITH_HEAD : RequestEnd.LATER,
                this);
        if (over) {
            return;
        }
        exchange = opened;
        requestEnded = source.empty();
        source.pump(this);
    }

    /** Whether it still may send and hear. */
    boolean live() {
        return !over;
    }

    void requestResponse(long chunks) {
        ClientExchange open = exchange;
        if (open != null && !over) {
            open.request(chunks);
        }
    }

    /** The exchange to write to, or null where there is none or its buffers are full. */
    @Nullable
    ClientExchange room() {
        ClientExchange open = exchange;
        return open != null && !over && open.writable() ? open : null;
    }

    void reset() {
        if (over) {
            return;
        }
        finish();
        ClientExchange open = exchange;
        if (open != null) {
            open.reset();
        }
    }

    private void finish() {
        over = true;
        call.calls.timeouts.remove(this);
    }

    // ---- the timer ----

    /** Sees to it that the timer fires in time for what the engine says now. A timer that fires too early arms itself anew. */
    void rearm() {
        if (over) {
            return;
        }
        long deadline = attempt.deadlineNanos();
        long idle = attempt.idleNanos();
        if (deadline == Long.MAX_VALUE && idle <= 0) {
            return;
        }
        long due = due(deadline, idle);
        if (!armed() || due - call.calls.timeouts.dueNanos(this) < 0) {
            call.calls.timeouts.set(this, due);
        }
    }

    private boolean armed() {
        return slot != Timeouts.NOWHERE;
    }

    /** Maybe in the past. At least one of the two is set. */
    private long due(long deadline, long idle) {
        if (idle <= 0) {
            return deadline;
        }
        long silent = lastByteNanos + idle;
        return deadline == Long.MAX_VALUE || silent - deadline < 0 ? silent : deadline;
    }

    /** The timer fired. */
    @Override
    public void run() {
        if (over) {
            return;
        }
        try {
            long now = call.driver.time.nanos();
            long idle = attempt.idleNanos();
            long deadline = attempt.deadlineNanos();
            if (deadline != Long.MAX_VALUE && now - deadline >= 0) {
                goOn(call.tries.timedOut(this, Attempt.Timeout.DEADLINE));
            } else if (idle > 0 && now - lastByteNanos >= idle) {
                lastByteNanos = now;
                goOn(call.tries.timedOut(this, Attempt.Timeout.IDLE));
            } else {
                rearm();
            }
        } catch (RuntimeException | Error broken) {
            call.broken(broken);
        }
    }

    private void goOn(boolean goesOn) {
        if (goesOn && !armed()) {
            long deadline = attempt.deadlineNanos();
            long idle = attempt.idleNanos();
            if (deadline != Long.MAX_VALUE || idle > 0) {
                long now = call.driver.time.nanos();
                long due = due(deadline, idle);
                call.calls.timeouts.set(this, due - now < LEAST_NANOS ? now + LEAST_NANOS : due);
            }
        }
    }

    /** Bytes of the request went out. */
    void sentSome() {
        lastByteNanos = call.driver.time.nanos();
    }

    /** Bytes of the response came; their connection has read the clock. */
    private void heardSome() {
        ClientExchange open = exchange;
        if (open != null) {
            lastByteNanos = open.readNanos();
        }
    }

    // ---- what the exchange says ----

    @Override
    public void connected(Peer peer) {
        attempt.connected(peer);
    }

    @Override
    public void writable() {
        RequestFeed source = feed;
        if (!over && source != null) {
            try {
                source.pump(this);
            } catch (RuntimeException | Error broken) {
                call.broken(broken);
            }
        }
    }

    @Override
    public void informational(ResponseHead head) {
        heardSome();
    }

    @Override
    public void head(ResponseHead head) {
        if (over) {
            return;
        }
        try {
            heardSome();
            status = head.status();
            call.tries.headCame(this, head);
        } catch (RuntimeException | Error broken) {
            call.broken(broken);
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        if (over) {
            return;
        }
        try {
            heardSome();
            call.tries.dataCame(this, chunk);
        } catch (RuntimeException | Error broken) {
            call.broken(broken);
        }
    }

    @Override
    public void end(Headers trailers) {
        if (over) {
            return;
        }
        try {
            finish();
            ClientExchange open = exchange;
            if (open != null && !requestEnded) {
                // The server has answered without reading it all: what is left of the body goes nowhere.
                open.reset();
            }
            call.tries.endCame(this, trailers);
        } catch (RuntimeException | Error broken) {
            call.broken(broken);
        }
    }

    @Override
    public void failed(Outcome outcome) {
        if (over) {
            return;
        }
        try {
            finish();
            call.tries.failed(this, outcome);
        } catch (RuntimeException | Error broken) {
            call.broken(broken);
        }
    }
}
