package io.meshsdk.internal.rpc;

import io.meshsdk.call.Address;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Connects to a server and shakes hands, one step at a time, to find the step that fails. Blocks, for a bounded time. */
public final class Probe implements AutoCloseable {
    /** A server that dislikes our certificate says so, in TLS 1.3, after we believe the handshake to be over. */
    private static final Duration SECOND_THOUGHTS = Duration.ofMillis(300);

    private final Sockets sockets = Sockets.best();
    private final EventLoopGroup loop;

    public Probe(ThreadFactory threads) {
        loop = sockets.loop(threads);
    }

    /**
     * A finished handshake.
     *
     * @param alpn empty where the server chose none
     */
    public record Shaken(String tls, Optional<String> alpn, X509Certificate server) {}

    /**
     * Where a server is, in the order in which it is tried.
     *
     * @throws IOException where a name is not known
     */
    public List<SocketAddress> resolve(Address address) throws IOException {
        if (address instanceof Address.Pipe pipe) {
            return List.of(sockets.pipe(pipe.path()));
        }
        Address.Socket socket = (Address.Socket) address;
        List<SocketAddress> found = new ArrayList<>();
        for (InetAddress each : InetAddress.getAllByName(socket.host())) {
            found.add(new InetSocketAddress(each, socket.port()));
        }
        return found;
    }

    /** @throws IOException where nobody takes the connection in time */
    public void connect(SocketAddress address, Duration limit) throws IOException {
        connected(address, limit, new ChannelInboundHandlerAdapter()).close();
    }

    /**
     * As gRPC would do it for this authority.
     *
     * @throws IOException where it fails, with the cause, or takes too long
     */
    public Shaken shakeHands(SocketAddress address, SslContext context, String authority, Duration limit)
            throws IOException {
        URI asked = URI.create("//" + authority);
        SslHandler tls = context.newHandler(
                ByteBufAllocator.DEFAULT, asked.getHost() == null ? authority : asked.getHost(), asked.getPort());
        SSLParameters parameters = tls.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.engine().setSSLParameters(parameters);
        tls.setHandshakeTimeoutMillis(limit.toMillis());
        AfterHandshake after = new AfterHandshake();
        Channel channel = connected(address, limit, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel opened) {
                opened.pipeline().addLast(tls, after);
            }
        });
        try {
            tls.handshakeFuture().await(limit.toMillis() + 1000);
            if (!tls.handshakeFuture().isSuccess()) {
                throw failure(tls.handshakeFuture().cause());
            }
            after.await(SECOND_THOUGHTS);
            return new Shaken(
                    tls.engine().getSession().getProtocol(),
                    Optional.ofNullable(tls.applicationProtocol()),
                    (X509Certificate) tls.engine().getSession().getPeerCertificates()[0]);
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            channel.close();
        }
    }

    private Channel connected(SocketAddress address, Duration limit, io.netty.channel.ChannelHandler handler)
            throws IOException {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(address instanceof InetSocketAddress ? sockets.tcp() : sockets.pipe())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(limit.toMillis()))
                .handler(handler)
                .connect(address);
        try {
            connecting.await();
        } catch (InterruptedException e) {
            connecting.cancel(false);
            throw interrupted();
        }
        if (!connecting.isSuccess()) {
            throw failure(connecting.cause());
        }
        return connecting.channel();
    }

    private static IOException failure(Throwable cause) {
        return cause instanceof IOException failure ? failure : new IOException(String.valueOf(cause), cause);
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new IOException("interrupted");
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /** Whether the server goes on, which its first words say, or ends the connection. */
    private static final class AfterHandshake extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Void> goesOn = new CompletableFuture<>();

        void await(Duration limit) throws IOException, InterruptedException {
            try {
                goesOn.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Many servers wait for the client's first words.
                return;
            } catch (ExecutionException e) {
                throw failure(e.getCause() == null ? e : e.getCause());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            goesOn.complete(null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Throwable why = cause instanceof io.netty.handler.codec.DecoderException && cause.getCause() != null
                    ? cause.getCause()
                    : cause;
            goesOn.completeExceptionally(why);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            goesOn.completeExceptionally(new SSLException("the server ended the connection after the handshake"));
        }
    }
}
