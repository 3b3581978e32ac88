package io.meshsdk.grpc.internal.serve;

import io.meshsdk.engine.Inbound;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** On the server's own channel: puts the mesh before gRPC on each connection that comes in. */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private final Inbound inbound;
    private final OpenConnections connections;

    Acceptor(Inbound inbound, OpenConnections connections) {
        this.inbound = inbound;
        this.connections = connections;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (accepted instanceof Channel connection) {
            Gate gate = new Gate(inbound, connections);
            // Before gRPC adds its own, so that these stand between it and the socket.
            connection.pipeline().addFirst(new FirstBytes(inbound, gate), gate);
        }
        ctx.fireChannelRead(accepted);
    }
}
