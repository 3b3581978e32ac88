package io.meshsdk;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Outbound.Reach;
import io.meshsdk.internal.http.Body;
import io.meshsdk.internal.http.CallDriver;
import io.meshsdk.internal.http.ResponseListener;
import io.meshsdk.internal.http.RunningCall;
import io.meshsdk.spi.CallFacts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Plays a driver on the caller's own thread: each call gets the next answer of a script. */
final class FakeDriver implements CallDriver {
    final List<Call> calls = new ArrayList<>();
    final Queue<Consumer<Call>> answers = new ArrayDeque<>();
    Reach reach = new Reach.Meshed();
    boolean onEventLoop;

    @Override
    public void start(RequestHead head, Body body, CallOptions options, ResponseListener listener) {
        Call call = new Call(head, body, options, listener);
        calls.add(call);
        listener.begun(call);
        Consumer<Call> answer = answers.poll();
        if (answer != null) {
            answer.accept(call);
        }
    }

    @Override
    public Reach reach(String authority) {
        return authority.equals("elsewhere") ? new Reach.Unknown(false, "not in the mesh") : reach;
    }

    @Override
    public boolean onEventLoop() {
        return onEventLoop;
    }

    /** A whole response. */
    static Consumer<Call> answer(int status, String body, String... headers) {
        return call -> {
            call.head(status, headers);
            if (!body.isEmpty()) {
                call.data(body);
            }
            call.end();
        };
    }

    static final class Call implements RunningCall {
        final RequestHead head;
        final Body body;
        final CallOptions options;
        private final ResponseListener listener;
        long requested;

        @Nullable
        String cancelled;

        Call(RequestHead head, Body body, CallOptions options, ResponseListener listener) {
            this.head = head;
            this.body = body;
            this.options = options;
            this.listener = listener;
        }

        void head(int status, String... headers) {
            listener.head(this, new ResponseHead(status, Headers.of(headers)));
        }

        void data(String text) {
            ByteBuf chunk = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
            listener.data(this, chunk);
            chunk.release();
        }

        void end() {
            listener.end(this, Headers.of("grpc-status", "0"));
        }

        void reply(LocalReply reply) {
            listener.reply(this, reply);
        }

        void notMeshed() {
            listener.notMeshed(this, "no virtual host");
        }

        void breaks(Outcome outcome) {
            listener.failed(this, outcome);
        }

        @Override
        public void request(long chunks) {
            requested = requested + chunks < 0 ? Long.MAX_VALUE : requested + chunks;
        }

        @Override
        public void cancel(String why) {
            if (cancelled == null) {
                cancelled = why;
                listener.failed(this, new Outcome.Cancelled(why));
            }
        }

        @Override
        public int attempts() {
            return 1;
        }

        @Override
        public @Nullable CallFacts facts() {
            return null;
        }
    }
}
