package io.meshsdk.internal.net;

import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.model.HttpProtocolOptions.Version;
import io.meshsdk.transport.ClientSecurity;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** One connection while it is being opened: TCP, then TLS, then who the peer is, all within one time. */
final class ConnectAttempt extends ChannelInboundHandlerAdapter implements Runnable {
    private static final String HTTP_1 = "http/1.1";
    private static final String HTTP_2 = "h2";

    private final EndpointPool pool;
    private final ConnectionPolicy policy;
    private @Nullable Channel channel;
    private @Nullable Future<?> timer;
    private boolean over;

    ConnectAttempt(EndpointPool pool, ConnectionPolicy policy) {
        this.pool = pool;
        this.policy = policy;
    }

    void start(Sockets.Target target) {
        ChannelHandler[] handlers;
        try {
            handlers = handlers();
        } catch (RuntimeException unusable) {
            // A name or a context that the TLS library does not take.
            fail(Ends.connectFailed("TLS: " + Causes.of(unusable)));
            return;
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(pool.loop())
                .channelFactory(target.channels()::get)
                .disableResolver()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                // A failed write must not throw away an answer that has come already.
                .option(ChannelOption.AUTO_CLOSE, false)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        fresh.pipeline().addLast(handlers);
                    }
                });
        if (target.tcp()) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true);
        }
        ChannelFuture connecting = bootstrap.connect(target.address());
        channel = connecting.channel();
        if (!over) {
            timer = pool.loop().schedule(this, policy.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
        }
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                fail(Ends.connectFailed(Causes.of(done.cause())));
            }
        });
    }

    private ChannelHandler[] handlers() {
        return pool.security() instanceof ClientSecurity.Tls tls
                ? new ChannelHandler[] {
                    TlsClient.handler(tls, context(tls), pool.endpoint(), ByteBufAllocator.DEFAULT), this
                }
                : new ChannelHandler[] {this};
    }

    private SslContext context(ClientSecurity.Tls tls) {
        return switch (policy.protocol().version()) {
            // Our doors speak HTTP/1 to their callers, or no HTTP at all.
            case HTTP1, USE_DOWNSTREAM -> tls.http1();
            case HTTP2 -> tls.http2();
            case AUTO -> pool.protocol().http1Required() ? tls.http1() : tls.negotiated();
        };
    }

    /** Time is up. */
    @Override
    public void run() {
        fail(Ends.connectTimeout("no connection to " + pool.endpoint().address() + " within "
                + policy.connectTimeout().toMillis() + " ms"));
    }

    void cancel() {
        fail(Ends.closed());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!(pool.security() instanceof ClientSecurity.Tls)) {
            ready(ctx, Peer.PLAINTEXT, policy.protocol().version() == Version.HTTP2);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake
                && pool.security() instanceof ClientSecurity.Tls tls) {
            if (handshake.isSuccess()) {
                verify(ctx, tls);
            } else {
                fail(Ends.connectFailed("TLS: " + Causes.of(handshake.cause())));
            }
        }
    }

    private void verify(ChannelHandlerContext ctx, ClientSecurity.Tls tls) {
        SslHandler handler = ctx.pipeline().get(SslHandler.class);
        String protocol = handler.applicationProtocol();
        boolean http2 = Objects.requireNonNullElse(protocol, unnegotiated()).equals(HTTP_2);
        if (protocol != null && !offered(protocol)) {
            fail(Ends.connectFailed("TLS: the server chose the protocol " + protocol + " which was not offered"));
            return;
        }
        try {
            ready(ctx, tls.verify(handler.engine().getSession()), http2);
        } catch (SSLPeerUnverifiedException wrongPeer) {
            fail(Ends.connectFailed("TLS: " + Causes.of(wrongPeer)));
        }
    }

    /** What is spoken where the server knows no ALPN. */
    private String unnegotiated() {
        return policy.protocol().version() == Version.HTTP2 ? HTTP_2 : HTTP_1;
    }

    private boolean offered(String protocol) {
        return switch (policy.protocol().version()) {
            case HTTP1, USE_DOWNSTREAM -> protocol.equals(HTTP_1);
            case HTTP2 -> protocol.equals(HTTP_2);
            case AUTO -> protocol.equals(HTTP_1) || protocol.equals(HTTP_2);
        };
    }

    private void ready(ChannelHandlerContext ctx, Peer peer, boolean http2) {
        if (over) {
            return;
        }
        KeepRules rules = new KeepRules(policy.protocol(), pool.nanos());
        if (http2) {
            // Not open yet: the server's SETTINGS come first, within the same time.
            Http2ClientConnection connection = new Http2ClientConnection(pool, ctx.channel(), peer, rules, this);
            ctx.pipeline().replace(this, null, connection.handler());
            return;
        }
        Http1Connection connection = new Http1Connection(pool, ctx.channel(), peer, rules, pool.scratch());
        ctx.pipeline().replace(this, null, connection);
        pool.protocol().foundHttp1();
        opened(connection);
    }

    void opened(PooledConnection connection) {
        if (finish()) {
            pool.connected(this, connection);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(Ends.connectFailed("closed by the server during the TLS handshake"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(Ends.connectFailed(Causes.of(cause)));
    }

    void fail(Outcome outcome) {
        if (finish()) {
            Channel opened = channel;
            if (opened != null) {
                opened.close();
            }
            pool.connectFailed(this, outcome);
        }
    }

    /** Whether it was under way. */
    private boolean finish() {
        if (over) {
            return false;
        }
        over = true;
        Future<?> armed = timer;
        if (armed != null) {
            armed.cancel(false);
        }
        return true;
    }
}
