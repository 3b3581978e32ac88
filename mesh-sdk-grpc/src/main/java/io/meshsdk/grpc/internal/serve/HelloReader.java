package io.meshsdk.grpc.internal.serve;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Inbound.Acceptance;
import io.meshsdk.transport.ServerSecurity;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Asks for the filter chain that a ClientHello wants, and lets its TLS take the connection. */
final class HelloReader extends SslClientHelloHandler<ServerSecurity.Tls> {
    private static final int LARGEST_HELLO = 64 * 1024;

    private final Inbound inbound;
    private final Gate gate;

    HelloReader(Inbound inbound, Gate gate) {
        super(LARGEST_HELLO);
        this.inbound = inbound;
        this.gate = gate;
    }

    @Override
    protected Future<ServerSecurity.Tls> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf hello) {
        if (hello == null) {
            return ctx.executor().newFailedFuture(new IllegalArgumentException("TLS without a ClientHello"));
        }
        try {
            ConnectionFacts facts = FirstBytes.facts(ctx, Encryption.TLS, ClientHello.read(hello));
            Acceptance acceptance = inbound.accept(facts);
            if (acceptance instanceof Acceptance.Refuse refuse) {
                return refused(ctx, facts, refuse.flags(), refuse.why());
            }
            Inbound.Chain chain = ((Acceptance.Accept) acceptance).chain();
            if (chain.security() instanceof ServerSecurity.Tls tls) {
                gate.openAfterHandshake(facts, tls);
                return ctx.executor().newSucceededFuture(tls);
            }
            String why = chain.security() instanceof ServerSecurity.Refused refused
                    ? refused.why()
                    : "TLS, where filter chain " + chain.name() + " has none";
            return refused(ctx, facts, ResponseFlags.of(ResponseFlag.NFCF), why);
        } catch (IllegalArgumentException unreadable) {
            return ctx.executor().newFailedFuture(unreadable);
        }
    }

    private Future<ServerSecurity.Tls> refused(
            ChannelHandlerContext ctx, ConnectionFacts facts, ResponseFlags flags, String why) {
        gate.record(facts, flags, why);
        return ctx.executor().newFailedFuture(new IllegalArgumentException(why));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<ServerSecurity.Tls> decided) {
        if (decided.isSuccess()) {
            ctx.pipeline().replace(this, null, decided.getNow().netty().newHandler(ctx.alloc()));
        } else {
            Gate.refuse(ctx, String.valueOf(decided.cause().getMessage()));
        }
    }
}
