package io.meshsdk.internal.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameReader;
import org.jspecify.annotations.Nullable;

/** Netty's reader, whose frames go past a guard before anything is done about them. */
final class GuardedFrameReader implements Http2FrameReader {
    private final Http2FrameReader reader;
    private final FrameGuard guard;
    private @Nullable Http2FrameListener guarded;

    GuardedFrameReader(Http2FrameReader reader, FrameGuard guard) {
        this.reader = reader;
        this.guard = guard;
    }

    @Override
    public void readFrame(ChannelHandlerContext ctx, ByteBuf input, Http2FrameListener listener) throws Http2Exception {
        if (guarded != listener) {
            guarded = listener;
            guard.before(listener);
        }
        reader.readFrame(ctx, input, guard);
    }

    @Override
    public Configuration configuration() {
        return reader.configuration();
    }

    @Override
    public void close() {
        reader.close();
    }
}
