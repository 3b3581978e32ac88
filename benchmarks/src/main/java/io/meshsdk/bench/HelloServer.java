package io.meshsdk.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Answers every {@code GET} with 1 KB, as cheaply as it can: it must not be what limits a comparison. One event loop. */
final class HelloServer implements AutoCloseable {
    static final int BODY_BYTES = 1024;
    private static final ByteBuf ANSWER = answer();

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, Loops.ioHandlers());
    private final Channel listening;

    /**
     * @param http 1 or 2, the latter with prior knowledge
     */
    HelloServer(Optional<SslContext> tls, int http) {
        listening = new ServerBootstrap()
                .group(group)
                .channel(Loops.serverChannel())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
                        channel.pipeline().addLast(http == 2 ? Answering2.handler() : new Answering());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static ByteBuf answer() {
        String head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: " + BODY_BYTES + "\r\n\r\n";
        byte[] bytes = (head + "x".repeat(BODY_BYTES)).getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    }

    /** A request ends with its first empty line: it has no body. */
    private static final class Answering extends ChannelInboundHandlerAdapter {
        private static final int END = 0x0d0a0d0a;
        private int last;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            while (bytes.isReadable()) {
                last = last << 8 | bytes.readByte();
                if (last == END) {
                    ctx.write(ANSWER.duplicate(), ctx.voidPromise());
                }
            }
            bytes.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }
    }
}
