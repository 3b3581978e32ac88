package io.meshsdk.grpc.internal.connect;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What runs on one HTTP/2 connection, and how much its peer lets run at once. More may be put on it: they wait there, unseen.
 *
 * <p>Counted by any thread. The peer's limit is read without its loop: a change is seen a little later.
 */
final class Streams {
    private final Http2Connection.@Nullable Endpoint<?> own;
    private final AtomicInteger running = new AtomicInteger();

    private Streams(Http2Connection.@Nullable Endpoint<?> own) {
        this.own = own;
    }

    /**
     * Of a connection whose peer has sent its settings.
     *
     * @param socket null where gRPC does not run on our Netty: then no limit is known
     */
    static Streams on(@Nullable Channel socket) {
        Http2ConnectionHandler http2 = socket == null ? null : socket.pipeline().get(Http2ConnectionHandler.class);
        return new Streams(http2 == null ? null : http2.connection().local());
    }

    /** {@code SETTINGS_MAX_CONCURRENT_STREAMS}. */
    int limit() {
        return own == null ? Integer.MAX_VALUE : own.maxActiveStreams();
    }

    int running() {
        return running.get();
    }

    boolean hasRoom() {
        return running.get() < limit();
    }

    void began() {
        running.incrementAndGet();
    }

    void ended() {
        running.decrementAndGet();
    }
}
