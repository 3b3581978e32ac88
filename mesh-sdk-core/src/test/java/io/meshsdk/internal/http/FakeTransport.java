package io.meshsdk.internal.http;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.net.ClientExchange;
import io.meshsdk.internal.net.ExchangeListener;
import io.meshsdk.internal.net.Transport;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Writes down what a driver does, and says what it is told to say. */
final class FakeTransport implements Transport {
    private final HandLoop loop;
    private final Transcript transcript;
    final List<Exchange> exchanges = new ArrayList<>();
    /** Failures that exchanges meet before they are open, in order. */
    final Queue<Outcome> refusals = new ArrayDeque<>();

    FakeTransport(HandLoop loop, Transcript transcript) {
        this.loop = loop;
        this.transcript = transcript;
    }

    @Override
    public List<EventLoop> loops() {
        return List.of(loop.loop());
    }

    @Override
    public ClientExchange open(
            EventLoop on,
            Endpoint endpoint,
            ClientSecurity security,
            RoutingPriority priority,
            RequestHead head,
            RequestEnd end,
            ExchangeListener listener) {
        Exchange exchange = new Exchange(exchanges.size() + 1, listener);
        exchanges.add(exchange);
        transcript.add("open " + exchange.id + " " + head.method() + " " + endpoint + " " + end);
        Outcome refusal = refusals.poll();
        if (refusal != null) {
            listener.failed(refusal);
        }
        return exchange;
    }

    Exchange exchange(int number) {
        return exchanges.get(number - 1);
    }

    final class Exchange implements ClientExchange {
        private final int id;
        private final ExchangeListener listener;
        private boolean writable = true;

        private Exchange(int id, ExchangeListener listener) {
            this.id = id;
            this.listener = listener;
        }

        void connects(Peer peer) {
            listener.connected(peer);
        }

        void answers(int status) {
            listener.head(new ResponseHead(status, Headers.EMPTY));
        }

        void sends(String text) {
            ByteBuf chunk = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
            listener.data(chunk);
            chunk.release();
        }

        void ends() {
            listener.end(Headers.EMPTY);
        }

        void fails(Outcome outcome) {
            listener.failed(outcome);
        }

        void full() {
            writable = false;
        }

        void roomAgain() {
            writable = true;
            listener.writable();
        }

        @Override
        public void write(ByteBuf chunk) {
            transcript.add("write " + id + " " + chunk.toString(StandardCharsets.UTF_8));
            chunk.release();
        }

        @Override
        public void end(Headers trailers) {
            transcript.add("end " + id);
        }

        @Override
        public boolean writable() {
            return writable;
        }

        @Override
        public void request(long chunks) {
            transcript.add("read " + id + " " + (chunks == Long.MAX_VALUE ? "all" : chunks));
        }

        @Override
        public long readNanos() {
            return loop.nanos();
        }

        @Override
        public void reset() {
            transcript.add("reset " + id);
        }
    }
}
