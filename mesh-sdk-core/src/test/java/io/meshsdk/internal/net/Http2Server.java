package io.meshsdk.internal.net;

import io.meshsdk.call.Address;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Netty's own HTTP/2 server with prior knowledge. It answers with the method, path and fields of the request that begin with
 * {@code x-}, and echoes the body, ended by a trailer; {@code x-body: N} asks for a body of so many bytes instead.
 */
final class Http2Server implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listening;
    private final AtomicInteger connections = new AtomicInteger();

    Http2Server(Http2Settings settings) {
        listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        connections.incrementAndGet();
                        accepted.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(settings)
                                                .build(),
                                        new Http2MultiplexHandler(new Streams()));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    Address address() {
        return new Address.Socket("127.0.0.1", ((InetSocketAddress) listening.localAddress()).getPort());
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Streams extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel stream) {
            stream.pipeline().addLast(new Echo());
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Http2HeadersFrame head) {
                headers(ctx, head);
            } else if (message instanceof Http2DataFrame data) {
                ctx.write(new DefaultHttp2DataFrame(data.content()));
                if (data.isEndStream()) {
                    end(ctx);
                }
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        private static void headers(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
            Http2Headers request = frame.headers();
            if (request.status() == null && request.method() == null) {
                end(ctx);
                return;
            }
            Http2Headers response = new DefaultHttp2Headers().status("200");
            response.set("x-method", request.method()).set("x-path", request.path());
            response.set("x-scheme", request.scheme()).set("x-authority", request.authority());
            request.forEach(field -> {
                if (!field.getKey().toString().startsWith(":")) {
                    response.add("got-" + field.getKey(), field.getValue());
                }
            });
            ctx.write(new DefaultHttp2HeadersFrame(response));
            CharSequence bytes = request.get("x-body");
            if (bytes != null) {
                ByteBuf body = ctx.alloc().buffer();
                body.writeZero(Integer.parseInt(bytes.toString()));
                ctx.write(new DefaultHttp2DataFrame(body, true));
            } else if (frame.isEndStream()) {
                end(ctx);
            }
        }

        private static void end(ChannelHandlerContext ctx) {
            ctx.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().set("x-trailer", "yes"), true));
        }
    }
}
