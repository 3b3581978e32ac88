package io.meshsdk.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;

/** The server's side of {@link HelloServer} over HTTP/2, without a channel for each stream. */
final class Answering2 extends Http2ConnectionHandler {
    private static final Http2Headers HEAD = ReadOnlyHttp2Headers.serverHeaders(
            false,
            AsciiString.cached("200"),
            AsciiString.cached("content-type"),
            AsciiString.cached("text/plain"),
            AsciiString.cached("content-length"),
            AsciiString.cached("" + HelloServer.BODY_BYTES));
    private static final ByteBuf BODY = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(HelloServer.BODY_BYTES).writeZero(HelloServer.BODY_BYTES));

    private Answering2(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        super(decoder, encoder, settings);
        decoder.frameListener(new Http2FrameAdapter() {
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
                encoder.writeHeaders(ctx, streamId, HEAD, 0, false, ctx.newPromise());
                encoder.writeData(ctx, streamId, BODY.duplicate(), 0, true, ctx.newPromise());
            }
        });
    }

    static Http2ConnectionHandler handler() {
        return new Builder().build();
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Answering2, Builder> {
        @Override
        protected Answering2 build() {
            server(true);
            initialSettings(Http2Settings.defaultSettings().maxConcurrentStreams(256));
            return super.build();
        }

        @Override
        protected Answering2 build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Answering2(decoder, encoder, settings);
        }
    }
}
