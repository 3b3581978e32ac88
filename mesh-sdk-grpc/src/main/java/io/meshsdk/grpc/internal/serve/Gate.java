package io.meshsdk.grpc.internal.serve;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Peer;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Inbound;
import io.meshsdk.transport.ServerSecurity;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before gRPC's handlers on a connection: nothing passes it, in or out, until the connection was accepted and, with TLS, its
 * client was verified. Closed by default, and for good if that does not come in time.
 */
final class Gate extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final long PATIENCE_SECONDS = 10;

    private final Inbound inbound;
    private final OpenConnections connections;
    private @Nullable PendingWriteQueue held;
    private @Nullable Future<?> timeout;
    private @Nullable Accepted connection;
    private @Nullable ConnectionFacts facts;
    private ServerSecurity.@Nullable Tls security;
    private boolean flush;
    private boolean recorded;

    Gate(Inbound inbound, OpenConnections connections) {
        this.inbound = inbound;
        this.connections = connections;
    }

    /** Plaintext, where the filter chain has it. */
    void openPlaintext(ChannelHandlerContext any, ConnectionFacts accepted) {
        ChannelHandlerContext ctx = any.pipeline().context(this);
        open(ctx, new Accepted(accepted, Peer.PLAINTEXT, leaving(ctx)));
    }

    /** Opens when the handshake is done and the client is verified. */
    void openAfterHandshake(ConnectionFacts accepted, ServerSecurity.Tls with) {
        facts = accepted;
        security = with;
    }

    /** For meters and log: the connection is closed before it could call. Once for each. */
    void record(ConnectionFacts refused, ResponseFlags flags, String why) {
        if (!recorded) {
            recorded = true;
            inbound.refused(refused, flags, why);
        }
    }

    static void refuse(ChannelHandlerContext ctx, String why) {
        LOG.debug("refused a connection from {}: {}", ctx.channel().remoteAddress(), why);
        ctx.close();
    }

    /** By the channel, not by this handler: so it comes to gRPC's, which says GOAWAY. */
    private static Runnable leaving(ChannelHandlerContext ctx) {
        return () -> ctx.channel().close();
    }

    private void open(ChannelHandlerContext ctx, Accepted opened) {
        connection = opened;
        connections.opened(opened);
        if (timeout != null) {
            timeout.cancel(false);
        }
        PendingWriteQueue queue = held;
        held = null;
        if (queue != null) {
            queue.removeAndWriteAll();
        }
        if (flush) {
            ctx.flush();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        held = new PendingWriteQueue(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        timeout = ctx.executor()
                .schedule(
                        () -> {
                            if (connection == null) {
                                refuse(ctx, "no TLS handshake within " + PATIENCE_SECONDS + " s");
                            }
                        },
                        PATIENCE_SECONDS,
                        TimeUnit.SECONDS);
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            handshakeDone(ctx, done);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void handshakeDone(ChannelHandlerContext ctx, SslHandshakeCompletionEvent done) {
        ServerSecurity.Tls with = security;
        ConnectionFacts of = facts;
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (!done.isSuccess() || with == null || of == null || tls == null) {
            String why = "its TLS handshake failed: " + done.cause();
            if (of != null) {
                record(of, ResponseFlags.of(ResponseFlag.DPE), why);
            }
            refuse(ctx, why);
            return;
        }
        try {
            // Checked here, for a resumed session runs no trust manager.
            open(ctx, new Accepted(of, with.verify(tls.engine().getSession()), leaving(ctx)));
        } catch (SSLPeerUnverifiedException unverified) {
            record(of, ResponseFlags.of(ResponseFlag.DPE), String.valueOf(unverified.getMessage()));
            refuse(ctx, String.valueOf(unverified.getMessage()));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (connection == null) {
            ReferenceCountUtil.release(message);
            refuse(ctx, "bytes before the connection was accepted");
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (timeout != null) {
            timeout.cancel(false);
        }
        if (connection != null) {
            connections.closed(connection);
        }
        dropHeld();
        ctx.fireChannelInactive();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (held != null) {
            held.add(message, promise);
        } else {
            ctx.write(message, promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (held != null) {
            flush = true;
        } else {
            ctx.flush();
        }
    }

    private void dropHeld() {
        PendingWriteQueue queue = held;
        held = null;
        if (queue != null) {
            queue.removeAndFailAll(new java.nio.channels.ClosedChannelException());
        }
    }
}
