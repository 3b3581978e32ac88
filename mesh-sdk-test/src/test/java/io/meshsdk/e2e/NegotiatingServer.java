package io.meshsdk.e2e;

import io.meshsdk.test.TestCertificate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/** Netty's server under mutual TLS. It answers with the protocol that was negotiated and the caller's URI SAN. */
final class NegotiatingServer implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicInteger connections = new AtomicInteger();
    private final Channel listening;

    /**
     * @param alpn what it takes, most wanted first; nothing where it knows no ALPN
     * @param otherwise what it speaks with whom it agreed on nothing
     */
    private NegotiatingServer(TestCertificate own, String otherwise, List<String> alpn) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(own.keyManagers())
                .trustManager(own.trustManagers())
                .clientAuth(ClientAuth.REQUIRE);
        if (!alpn.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    alpn));
        }
        SslContext context = builder.build();
        listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        connections.incrementAndGet();
                        accepted.pipeline().addLast(context.newHandler(accepted.alloc()), new Negotiated(otherwise));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    static NegotiatingServer start(TestCertificate own, String... alpn) throws SSLException {
        return new NegotiatingServer(own, "http/1.1", List.of(alpn));
    }

    /** It knows no ALPN, and what it speaks must be known beforehand. */
    static NegotiatingServer withoutAlpn(TestCertificate own, String spoken) throws SSLException {
        return new NegotiatingServer(own, spoken, List.of());
    }

    String address() {
        return "127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Accepted so far. */
    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Negotiated extends ApplicationProtocolNegotiationHandler {
        Negotiated(String otherwise) {
            super(otherwise);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) throws Exception {
            X509Certificate caller = (X509Certificate)
                    ctx.pipeline().get(SslHandler.class).engine().getSession().getPeerCertificates()[0];
            String answer = protocol + " "
                    + caller.getSubjectAlternativeNames().iterator().next().get(1);
            if (protocol.equals("h2")) {
                ctx.pipeline()
                        .addLast(
                                Http2FrameCodecBuilder.forServer().build(),
                                new Http2MultiplexHandler(new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        stream.pipeline()
                                                .addLast(
                                                        new Http2StreamFrameToHttpObjectCodec(true),
                                                        new HttpObjectAggregator(1024),
                                                        new Answering(answer));
                                    }
                                }));
            } else {
                ctx.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1024), new Answering(answer));
            }
        }
    }

    private static final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final String answer;

        Answering(String answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            byte[] body = answer.getBytes(StandardCharsets.US_ASCII);
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
            ctx.writeAndFlush(response);
        }
    }
}
