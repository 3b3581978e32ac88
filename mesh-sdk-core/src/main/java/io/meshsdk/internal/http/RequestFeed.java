package io.meshsdk.internal.http;

import io.meshsdk.internal.net.ClientExchange;
import io.netty.buffer.Unpooled;

/** A request's body, read once and sent to as many attempts as are made. Used on the call's loop. */
interface RequestFeed {
    /** Of a request without a body: the same for all. */
    RequestFeed NONE = new Nothing();

    static RequestFeed of(HttpCall call, Body body, long replayLimitBytes) {
        if (body instanceof Body.Streamed streamed) {
            return new StreamFeed(call, streamed, replayLimitBytes);
        }
        return body.length() == 0 ? NONE : new Whole(call, body, replayLimitBytes);
    }

    /** Begins to read, for this call. */
    void start(HttpCall call);

    /** Whether there is no body at all. */
    boolean empty();

    /** Whether it has been read to its end. */
    boolean complete();

    /** Sends what a try has not sent yet, as far as it has room. */
    void pump(Try to);

    /** The call has ended: reads no more. */
    void stop();

    /** All of it, for a mirror; only where {@link #complete} and not lost. */
    Body whole();

    /** Bytes that are there already: kept by the caller, so they can be replayed whatever their size. */
    record Whole(HttpCall call, Body body, long replayLimitBytes) implements RequestFeed {
        @Override
        public void start(HttpCall same) {
            // As in Envoy: what would not fit the buffer is not retried, wherever it comes from.
            if (body.length() > replayLimitBytes) {
                call.replayLost();
            }
            call.requestWasWhole();
        }

        @Override
        public boolean empty() {
            return false;
        }

        @Override
        public boolean complete() {
            return true;
        }

        @Override
        public void pump(Try to) {
            ClientExchange room = to.requestEnded ? null : to.room();
            if (room != null && body instanceof Body.Bytes bytes) {
                to.requestEnded = true;
                to.sentSome();
                room.write(Unpooled.wrappedBuffer(bytes.content()));
                room.end();
            }
        }

        @Override
        public void stop() {}

        @Override
        public Body whole() {
            return body;
        }
    }

    /** Over before it began. */
    final class Nothing implements RequestFeed {
        private Nothing() {}

        @Override
        public void start(HttpCall call) {
            call.requestWasWhole();
        }

        @Override
        public boolean empty() {
            return true;
        }

        @Override
        public boolean complete() {
            return true;
        }

        @Override
        public void pump(Try to) {}

        @Override
        public void stop() {}

        @Override
        public Body whole() {
            return Body.EMPTY;
        }
    }
}
