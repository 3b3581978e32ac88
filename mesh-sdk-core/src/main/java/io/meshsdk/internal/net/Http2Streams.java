package io.meshsdk.internal.net;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Our side of the streams of one connection. */
final class Http2Streams {
    private final Http2Connection http2;
    private final Http2Connection.PropertyKey key;

    Http2Streams(Http2Connection http2) {
        this.http2 = http2;
        this.key = http2.newKey();
    }

    void put(Http2Stream stream, Http2ClientStream ours) {
        stream.setProperty(key, ours);
    }

    @Nullable
    Http2ClientStream of(@Nullable Http2Stream stream) {
        return stream == null ? null : stream.getProperty(key);
    }

    @Nullable
    Http2ClientStream of(int streamId) {
        return of(http2.stream(streamId));
    }

    int active() {
        return http2.local().numActiveStreams();
    }

    /** Those that are not over. */
    void each(Consumer<Http2ClientStream> action) {
        eachAbove(0, action);
    }

    void eachAbove(int streamId, Consumer<Http2ClientStream> action) {
        try {
            http2.forEachActiveStream(stream -> {
                Http2ClientStream ours = of(stream);
                if (ours != null && stream.id() > streamId) {
                    action.accept(ours);
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
