package io.meshsdk.internal.http;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.spi.CallFacts;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The caller's side of a call. It brings what the caller wants to the call's loop, and tells the listener, on that loop, what
 * becomes of the call: of one end, and of one only, whatever breaks on the way there, the listener's own methods included.
 */
final class Caller implements RunningCall {
    private final HttpCall call;
    private final ResponseListener listener;
    /** Where the response comes from, once that is decided. */
    private @Nullable Try source;
    /** Chunks asked for before that. */
    private long demand;
    /** Not the same as the call's being done: it is closed first, and told then. */
    private boolean told;

    Caller(HttpCall call, ResponseListener listener) {
        this.call = call;
        this.listener = listener;
    }

    // ---- what the caller says ----

    @Override
    public void request(long chunks) {
        if (call.calls.loop.inEventLoop()) {
            requestOnLoop(chunks);
        } else {
            call.onLoop(() -> requestOnLoop(chunks));
        }
    }

    private void requestOnLoop(long chunks) {
        Try committed = source;
        if (call.done()) {
            return;
        }
        if (committed != null) {
            committed.requestResponse(chunks);
        } else {
            demand = demand + chunks < 0 ? Long.MAX_VALUE : demand + chunks;
        }
    }

    @Override
    public void cancel(String why) {
        if (call.calls.loop.inEventLoop()) {
            call.cancelOnLoop(why);
        } else {
            call.onLoop(() -> call.cancelOnLoop(why));
        }
    }

    @Override
    public int attempts() {
        return call.tries.count();
    }

    @Override
    public @Nullable CallFacts facts() {
        return call.facts();
    }

    // ---- what the listener is told ----

    void head(Try committed, ResponseHead head) {
        source = committed;
        listener.head(this, head);
        if (!call.done() && demand > 0) {
            committed.requestResponse(demand);
        }
    }

    void data(ByteBuf chunk) {
        listener.data(this, chunk);
    }

    void notMeshed(String why) {
        listener.notMeshed(this, why);
        told = true;
    }

    void reply(LocalReply reply) {
        listener.reply(this, reply);
        told = true;
    }

    void end(Headers trailers) {
        listener.end(this, trailers);
        told = true;
    }

    /** Says nothing to a listener that has been told of another end, and has taken it. */
    void failed(Outcome outcome) {
        if (!told) {
            told = true;
            listener.failed(this, outcome);
        }
    }
}
