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
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells TLS from plaintext by a connection's first byte, and asks for the filter chain of plaintext. */
final class FirstBytes extends ByteToMessageDecoder {
    /** The record type with which every TLS connection begins. */
    private static final int TLS_HANDSHAKE = 0x16;

    private final Inbound inbound;
    private final Gate gate;

    FirstBytes(Inbound inbound, Gate gate) {
        this.inbound = inbound;
        this.gate = gate;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!in.isReadable()) {
            return;
        }
        if (in.getByte(in.readerIndex()) == TLS_HANDSHAKE) {
            ctx.pipeline().replace(this, null, new HelloReader(inbound, gate));
            return;
        }
        ConnectionFacts facts = facts(ctx, Encryption.PLAINTEXT, new ClientHello("", List.of()));
        Acceptance.Refuse refusal = refusal(inbound.accept(facts));
        if (refusal == null) {
            gate.openPlaintext(ctx, facts);
            ctx.pipeline().remove(this);
        } else {
            in.skipBytes(in.readableBytes());
            gate.record(facts, refusal.flags(), refusal.why());
            Gate.refuse(ctx, refusal.why());
        }
    }

    private static Acceptance.@Nullable Refuse refusal(Acceptance acceptance) {
        if (acceptance instanceof Acceptance.Refuse refuse) {
            return refuse;
        }
        Inbound.Chain chain = ((Acceptance.Accept) acceptance).chain();
        return chain.security() instanceof ServerSecurity.Plaintext
                ? null
                : new Acceptance.Refuse(
                        ResponseFlags.of(ResponseFlag.NFCF),
                        "plaintext, where filter chain " + chain.name() + " asks for TLS");
    }

    static ConnectionFacts facts(ChannelHandlerContext ctx, Encryption encryption, ClientHello hello) {
        return new ConnectionFacts(
                (InetSocketAddress) ctx.channel().localAddress(),
                (InetSocketAddress) ctx.channel().remoteAddress(),
                encryption,
                hello.serverName(),
                hello.protocols());
    }
}
