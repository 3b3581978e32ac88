package io.meshsdk.internal.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sees every frame of a server first, and ends the connection of one that floods: with frames that bring no exchange forward,
 * or with such as want an answer that it does not read. A server that works needs few of either.
 */
final class FrameGuard implements Http2FrameListener {
    /** Frames within {@link #WINDOW_NANOS} that bring nothing, without one that does between them. */
    static final int MAX_USELESS = 1_000;
    /** As many answers as Envoy keeps for a peer that does not read them ({@code max_outbound_control_frames}). */
    static final int MAX_UNREAD_ANSWERS = 1_000;
    /** Netty's: data frames without data, one after the other. */
    static final int MAX_EMPTY = 2;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Greater ones soon overflow a window, which ends the connection, too. */
    private static final int SMALL_INCREMENT = 1_024;

    private final LongSupplier nanos;
    private Http2FrameListener next = new Http2FrameAdapter();
    private int useless;
    private int unread;
    private int empty;
    private long windowStart;

    FrameGuard(LongSupplier nanos) {
        this.nanos = nanos;
        this.windowStart = nanos.getAsLong();
    }

    /** Who hears of the frames from now on. */
    void before(Http2FrameListener listener) {
        next = listener;
    }

    /** An exchange went forward. */
    void useful() {
        useless = 0;
    }

    private void count(String kind) throws Http2Exception {
        if (++useless > MAX_USELESS) {
            long now = nanos.getAsLong();
            if (now - windowStart < WINDOW_NANOS) {
                throw flood(kind);
            }
            windowStart = now;
            useless = 1;
        }
    }

    private void answered(ChannelHandlerContext ctx, String kind) throws Http2Exception {
        count(kind);
        if (!ctx.channel().isWritable()) {
            // Not sent yet is not unread.
            ctx.channel().flush();
        }
        if (ctx.channel().isWritable()) {
            unread = 0;
        } else if (++unread > MAX_UNREAD_ANSWERS) {
            throw flood(kind);
        }
    }

    private static Http2Exception flood(String kind) {
        return Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "a flood of %s frames", kind);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        count("DATA");
        if (data.isReadable() || endOfStream) {
            empty = 0;
        } else if (++empty > MAX_EMPTY) {
            throw flood("empty DATA");
        }
        return next.onDataRead(ctx, streamId, data, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        count("HEADERS");
        next.onHeadersRead(ctx, streamId, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        count("HEADERS");
        next.onHeadersRead(ctx, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
    }

    @Override
    public void onPriorityRead(
            ChannelHandlerContext ctx, int streamId, int streamDependency, short weight, boolean exclusive)
            throws Http2Exception {
        count("PRIORITY");
        next.onPriorityRead(ctx, streamId, streamDependency, weight, exclusive);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) throws Http2Exception {
        count("RST_STREAM");
        next.onRstStreamRead(ctx, streamId, errorCode);
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
        count("SETTINGS");
        next.onSettingsAckRead(ctx);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        answered(ctx, "SETTINGS");
        next.onSettingsRead(ctx, settings);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        answered(ctx, "PING");
        next.onPingRead(ctx, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        count("PING");
        next.onPingAckRead(ctx, data);
    }

    @Override
    public void onPushPromiseRead(
            ChannelHandlerContext ctx, int streamId, int promisedStreamId, Http2Headers headers, int padding)
            throws Http2Exception {
        count("PUSH_PROMISE");
        next.onPushPromiseRead(ctx, streamId, promisedStreamId, headers, padding);
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData)
            throws Http2Exception {
        count("GOAWAY");
        next.onGoAwayRead(ctx, lastStreamId, errorCode, debugData);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int windowSizeIncrement)
            throws Http2Exception {
        if (windowSizeIncrement < SMALL_INCREMENT) {
            count("WINDOW_UPDATE");
        }
        next.onWindowUpdateRead(ctx, streamId, windowSizeIncrement);
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        count("unknown");
        next.onUnknownFrame(ctx, frameType, streamId, flags, payload);
    }
}
