package io.meshsdk.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Netty's HTTP/1.1 codec, a handler and kept connections; no limits, no timeouts, no back-pressure, plaintext only. */
final class NettyClient implements LoadClient {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, Loops.ioHandlers());
    private final EventLoop loop = (EventLoop) group.next();
    private final ArrayDeque<Channel> idle = new ArrayDeque<>();
    private final int port;

    NettyClient(int port) {
        this.port = port;
    }

    @Override
    public String name() {
        return "bare Netty";
    }

    @Override
    public void call(Answered done) {
        if (loop.inEventLoop()) {
            send(done);
        } else {
            loop.execute(() -> send(done));
        }
    }

    private void send(Answered done) {
        Channel kept = idle.poll();
        if (kept != null) {
            kept.pipeline().get(Exchanging.class).send(kept, done);
            return;
        }
        new Bootstrap()
                .group(loop)
                .channel(Loops.socketChannel())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        fresh.pipeline().addLast(new HttpClientCodec(), new Exchanging(idle));
                    }
                })
                .connect("127.0.0.1", port)
                .addListener((ChannelFuture connected) ->
                        connected.channel().pipeline().get(Exchanging.class).send(connected.channel(), done));
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Exchanging extends ChannelInboundHandlerAdapter {
        private final ArrayDeque<Channel> idle;
        private @Nullable Answered told;
        private byte[] content = new byte[0];
        private int status;
        private int used;

        Exchanging(ArrayDeque<Channel> idle) {
            this.idle = idle;
        }

        void send(Channel channel, Answered done) {
            told = done;
            DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/orders/42", Unpooled.EMPTY_BUFFER);
            request.headers().set("host", "orders");
            channel.writeAndFlush(request, channel.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpResponse head) {
                status = head.status().code();
                content = new byte[head.headers().getInt("content-length", 0)];
                used = 0;
            }
            if (message instanceof HttpContent chunk) {
                ByteBuf bytes = chunk.content();
                int more = bytes.readableBytes();
                bytes.readBytes(content, used, more);
                used += more;
            }
            ReferenceCountUtil.release(message);
            Answered done = told;
            if (message instanceof LastHttpContent && done != null) {
                idle.push(ctx.channel());
                done.answered(status, content);
            }
        }
    }
}
