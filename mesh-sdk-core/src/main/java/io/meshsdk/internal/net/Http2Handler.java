package io.meshsdk.internal.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionPrefaceAndSettingsFrameWrittenEvent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Netty's HTTP/2 with what it tells brought to the connection. Decides nothing. */
final class Http2Handler extends Http2ConnectionHandler {
    /** How long the last word to a server that broke the protocol may take. */
    private static final long LAST_WORD_MILLIS = 1_000;

    private final Http2ClientConnection connection;
    private @Nullable ChannelHandlerContext context;

    Http2Handler(Http2ClientConnection connection, Http2Codec codec) {
        super(codec.decoder(), codec.encoder(), codec.settings(), true);
        this.connection = connection;
        gracefulShutdownTimeoutMillis(LAST_WORD_MILLIS);
        decoder().frameListener(new Frames());
        connection().addListener(new Streams());
        encoder().flowController().listener(this::writabilityChanged);
    }

    /** Once it is in a pipeline. */
    ChannelHandlerContext context() {
        ChannelHandlerContext mine = context;
        if (mine == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return mine;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof Http2ConnectionPrefaceAndSettingsFrameWrittenEvent) {
            int more = connection.options().initialConnectionWindowSize()
                    - decoder().flowController().windowSize(connection().connectionStream());
            if (more > 0) {
                decoder().flowController().incrementWindowSize(connection().connectionStream(), more);
            }
        }
    }

    void sayGoodbye() {
        ChannelHandlerContext ctx = context();
        goAway(ctx, 0, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
        ctx.flush();
    }

    private void writabilityChanged(Http2Stream stream) {
        Http2ClientStream ours = connection.streams().of(stream);
        if (ours != null && encoder().flowController().isWritable(stream)) {
            ours.roomCame();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        connection.reads(true);
        connection.heard();
        super.channelRead(ctx, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        // Flushes what was written meanwhile, all at once.
        super.channelReadComplete(ctx);
        connection.reads(false);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        connection.flushing();
        super.flush(ctx);
    }

    @Override
    public void onError(ChannelHandlerContext ctx, boolean outbound, Throwable cause) {
        connection.flushing();
        super.onError(ctx, outbound, cause);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException broken) {
        if (broken instanceof Http2Exception.HeaderListSizeException) {
            connection.streamBroke(broken.streamId(), "http2.too_many_headers: more than the bytes allowed");
        } else if (!outbound) {
            connection.streamBroke(broken.streamId(), "http2.codec_error: " + Causes.of(broken));
        }
        // What could not be written of a stream that was ended meanwhile needs no answer.
        if (!outbound) {
            super.onStreamError(ctx, false, cause, broken);
        }
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception broken) {
        if (broken == null) {
            connection.lost(Causes.of(cause));
        } else {
            connection.broke("http2.codec_error: " + Causes.of(broken));
        }
        super.onConnectionError(ctx, outbound, cause, broken);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception || cause.getCause() instanceof Http2Exception) {
            onError(ctx, false, cause);
        } else {
            connection.lost(Causes.of(cause));
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        connection.inactive();
        super.channelInactive(ctx);
    }

    private final class Streams extends Http2ConnectionAdapter {
        @Override
        public void onStreamClosed(Http2Stream stream) {
            connection.streamClosed(stream);
        }
    }

    private final class Frames extends Http2FrameAdapter {
        @Override
        public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
            return connection.dataCame(streamId, data, endOfStream) + padding;
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endOfStream) {
            connection.fieldsCame(streamId, (Http2ResponseFields) headers, endOfStream);
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
                boolean endOfStream) {
            connection.fieldsCame(streamId, (Http2ResponseFields) headers, endOfStream);
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
            connection.resetCame(streamId, errorCode);
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
            connection.settingsCame();
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext ctx, long data) {
            connection.pingAnswered();
        }

        @Override
        public void onGoAwayRead(ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
            connection.goAwayCame(lastStreamId, errorCode);
        }
    }
}
