package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request and its response: first waiting for a connection, then on what carries it. Its loop alone uses it. */
final class Exchange implements ClientExchange, Runnable {
    /** How long a body waits for a 100 that may never come (RFC 9110 §10.1.1 leaves it to the client). */
    static final long CONTINUE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    final EndpointPool pool;
    final RequestHead head;
    final RequestEnd end;
    private final ExchangeListener listener;
    /** The head as HTTP/1 has it, where that is expected. */
    private @Nullable ByteBuf head1;

    private @Nullable Carrier carrier;
    /** What was written before it could be sent; the end of the body is null's stand-in, {@link #endGiven}. */
    private @Nullable ArrayDeque<ByteBuf> kept;

    private Headers keptTrailers = Headers.EMPTY;
    private long demand;
    /** Of the request's body, or {@link RequestFraming#CHUNKED}. */
    private long bytesLeft;

    private boolean awaitsContinue;
    private boolean endGiven;
    private boolean requestSent;
    private boolean responseEnded;
    private boolean over;
    private boolean flushScheduled;
    private boolean tellWritable;
    /** The status of the head that the listener heard; 0 before. */
    private int status;

    Exchange(
            EndpointPool pool,
            RequestHead head,
            @Nullable ByteBuf head1,
            long bodyBytes,
            RequestEnd end,
            boolean expectsContinue,
            ExchangeListener listener) {
        this.pool = pool;
        this.head = head;
        this.head1 = head1;
        this.bytesLeft = bodyBytes;
        this.end = end;
        this.endGiven = end == RequestEnd.WITH_HEAD;
        this.awaitsContinue = expectsContinue;
        this.listener = listener;
    }

    @Override
    public long readNanos() {
        return pool.readNanos();
    }

    boolean wantsData() {
        return demand > 0;
    }

    boolean over() {
        return over;
    }

    int status() {
        return status;
    }

    // ---- the request ----

    /** Sends what there is of the request. */
    void attach(Carrier to) {
        carrier = to;
        listener.connected(to.peer());
        if (over) {
            return;
        }
        if (endGiven && kept == null && bytesLeft == 0) {
            requestSent = true;
            to.writeHead(this, true);
            return;
        }
        to.writeHead(this, false);
        if (over) {
            return;
        }
        if (awaitsContinue) {
            to.flush();
            pool.loop().schedule(this::goOn, CONTINUE_WAIT_NANOS, TimeUnit.NANOSECONDS);
            return;
        }
        tellWritable = !endGiven;
        sendKept(to);
    }

    /** The head as HTTP/1 has it, if it was written before, for the caller to own. */
    @Nullable
    ByteBuf takeHead1() {
        ByteBuf bytes = head1;
        head1 = null;
        return bytes;
    }

    void dropHead1() {
        ByteBuf unsent = takeHead1();
        if (unsent != null) {
            unsent.release();
        }
    }

    boolean chunked() {
        return bytesLeft == RequestFraming.CHUNKED;
    }

    boolean requestSent() {
        return requestSent;
    }

    private void sendKept(Carrier to) {
        ArrayDeque<ByteBuf> waiting = kept;
        kept = null;
        if (waiting != null) {
            for (ByteBuf chunk = waiting.poll(); chunk != null; chunk = waiting.poll()) {
                to.writeChunk(chunk);
            }
        }
        if (endGiven) {
            sendEnd(to, keptTrailers);
        } else {
            scheduleFlush();
        }
    }

    /** The server wants the body, or did not say in time. */
    private void goOn() {
        Carrier to = carrier;
        if (awaitsContinue && !over && status == 0 && to != null) {
            awaitsContinue = false;
            tellWritable = !endGiven;
            sendKept(to);
        }
    }

    @Override
    public void write(ByteBuf chunk) {
        if (over || endGiven) {
            chunk.release();
            return;
        }
        int size = chunk.readableBytes();
        if (bytesLeft != RequestFraming.CHUNKED) {
            if (size > bytesLeft) {
                chunk.release();
                failLocally("the body is longer than its Content-Length");
                return;
            }
            bytesLeft -= size;
        }
        Carrier to = carrier;
        if (size == 0) {
            chunk.release();
        } else if (to == null || awaitsContinue) {
            if (kept == null) {
                kept = new ArrayDeque<>(4);
            }
            kept.add(chunk);
        } else {
            to.writeChunk(chunk);
            scheduleFlush();
        }
    }

    @Override
    public void end(Headers trailers) {
        if (over || endGiven) {
            return;
        }
        if (bytesLeft > 0) {
            failLocally("the body is shorter than its Content-Length");
            return;
        }
        endGiven = true;
        Carrier to = carrier;
        if (to == null || awaitsContinue) {
            keptTrailers = trailers;
        } else {
            sendEnd(to, trailers);
        }
    }

    private void sendEnd(Carrier to, Headers trailers) {
        try {
            to.writeEnd(trailers);
        } catch (ProtocolViolation violation) {
            fail(Ends.violated(status, violation));
            return;
        }
        requestSent = true;
        to.flush();
        if (responseEnded) {
            over = true;
            to.complete();
        }
    }

    @Override
    public boolean writable() {
        Carrier to = carrier;
        return to != null && !over && !endGiven && !awaitsContinue && to.hasRoom();
    }

    private void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            pool.loop().execute(this);
        }
    }

    /** After all that was written in this turn. */
    @Override
    public void run() {
        flushScheduled = false;
        Carrier to = carrier;
        if (over || to == null) {
            return;
        }
        if (!requestSent) {
            to.flush();
        }
        if (tellWritable) {
            tellWritable = false;
            roomCame();
        }
    }

    void roomCame() {
        if (writable() && !responseEnded) {
            listener.writable();
        }
    }

    // ---- the response ----

    @Override
    public void request(long chunks) {
        if (over || responseEnded || chunks <= 0) {
            return;
        }
        demand = demand + chunks < 0 ? Long.MAX_VALUE : demand + chunks;
        Carrier from = carrier;
        if (from != null) {
            from.demandCame();
        }
    }

    void informational(ResponseHead came) {
        if (came.status() == 100) {
            goOn();
        }
        if (!over) {
            listener.informational(came);
        }
    }

    void headCame(ResponseHead came) {
        status = came.status();
        listener.head(came);
    }

    void dataCame(ByteBuf chunk) {
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        listener.data(chunk);
    }

    /** The response is complete; so may be the exchange. */
    void endCame(Headers trailers) {
        responseEnded = true;
        if (awaitsContinue) {
            // The server answered instead of asking for the body, which is never sent now.
            leave();
        } else if (requestSent) {
            over = true;
            Carrier from = carrier;
            if (from != null) {
                from.complete();
            }
        }
        listener.end(trailers);
    }

    // ---- the end ----

    @Override
    public void reset() {
        if (!over) {
            leave();
        }
    }

    /** The exchange is no longer on its connection, which takes care of itself. */
    void fail(Outcome outcome) {
        if (!over) {
            boolean told = responseEnded;
            leave();
            if (!told) {
                listener.failed(outcome);
            }
        }
    }

    private void failLocally(String why) {
        fail(Ends.violated(status, new ProtocolViolation("http1.codec_error: " + why)));
    }

    private void leave() {
        over = true;
        dropHead1();
        ArrayDeque<ByteBuf> waiting = kept;
        if (waiting != null) {
            kept = null;
            waiting.forEach(ByteBuf::release);
        }
        Carrier from = carrier;
        if (from == null) {
            pool.forget(this);
        } else {
            from.abandon(this);
        }
    }
}
