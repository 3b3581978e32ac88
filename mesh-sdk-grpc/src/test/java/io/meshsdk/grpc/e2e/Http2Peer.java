package io.meshsdk.grpc.e2e;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A peer that speaks HTTP/2 and answers every stream in one, mostly wrong, way. */
final class Http2Peer implements AutoCloseable {
    final AtomicInteger streams = new AtomicInteger();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    private final ConcurrentLinkedQueue<Channel> connections = new ConcurrentLinkedQueue<>();

    private Http2Peer(Answer answer, long maxStreams) {
        server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forServer()
                                        .initialSettings(
                                                Http2Settings.defaultSettings().maxConcurrentStreams(maxStreams))
                                        .build())
                                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        stream.pipeline().addLast(new OneStream(answer));
                                    }
                                }));
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
    }

    static Http2Peer start(Answer answer) {
        return new Http2Peer(answer, 1_000);
    }

    /** One that lets only so many streams run on a connection. */
    static Http2Peer start(Answer answer, long maxStreams) {
        return new Http2Peer(answer, maxStreams);
    }

    /** How many there have been. */
    int connections() {
        return connections.size();
    }

    String address() {
        return "127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        server.close().syncUninterruptibly();
        connections.forEach(each -> each.close().awaitUninterruptibly());
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    interface Answer {
        /** A request's head has come on the stream's channel. */
        void to(ChannelHandlerContext stream);

        static Answer reset(Http2Error error) {
            return stream -> stream.writeAndFlush(new DefaultHttp2ResetFrame(error));
        }

        /** GOAWAY that says no stream was seen. */
        static Answer goAwayUnseen() {
            return stream -> {
                ChannelPipeline connection = stream.channel().parent().pipeline();
                ChannelHandlerContext http2 = connection.context(Http2FrameCodec.class);
                // Not as a frame: that would count the stream as seen.
                connection
                        .get(Http2FrameCodec.class)
                        .encoder()
                        .writeGoAway(http2, 0, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, http2.newPromise());
                http2.flush();
            };
        }

        /** GOAWAY that counts this stream as seen and no later one, then its reset. */
        static Answer goAwayAndReset() {
            return stream -> {
                DefaultHttp2GoAwayFrame goAway = new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR);
                stream.channel().parent().writeAndFlush(goAway);
                stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
            };
        }

        static Answer closeConnection() {
            return stream -> stream.channel().parent().close();
        }

        static Answer http(String status) {
            return stream -> {
                Http2Headers head = new DefaultHttp2Headers().status(status).set("content-type", "text/plain");
                stream.write(new DefaultHttp2HeadersFrame(head));
                stream.writeAndFlush(new DefaultHttp2DataFrame(
                        Unpooled.copiedBuffer("no", java.nio.charset.StandardCharsets.UTF_8), true));
            };
        }

        /** The head, then a reset. */
        static Answer headThenReset() {
            return stream -> {
                Http2Headers head = new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
                stream.write(new DefaultHttp2HeadersFrame(head));
                stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
            };
        }
    }

    private final class OneStream extends SimpleChannelInboundHandler<Http2Frame> {
        private final Answer answer;

        OneStream(Answer answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext stream, Http2Frame frame) {
            if (frame instanceof Http2HeadersFrame) {
                streams.incrementAndGet();
                answer.to(stream);
            }
        }
    }
}
