package io.meshsdk.grpc.internal.serve;

import io.grpc.Context;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.meshsdk.call.Peer;
import io.meshsdk.engine.Inbound;
import io.meshsdk.grpc.internal.call.GrpcMesh;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Puts the mesh before a server: TLS below gRPC, for gRPC's own credentials belong to a whole port while the mesh's belong to a
 * filter chain; and the engine's verdict above it, outermost of all interceptors.
 */
public final class ServerDoor {
    private final GrpcMesh mesh;
    private final Inbound inbound;
    private final Context.Key<Peer> peerKey;
    private final OpenConnections connections = new OpenConnections();

    /**
     * @param peerKey where the application finds the caller
     */
    public ServerDoor(GrpcMesh mesh, Inbound inbound, Context.Key<Peer> peerKey) {
        this.mesh = mesh;
        this.inbound = inbound;
        this.peerKey = peerKey;
    }

    /** A server whose connections come through the mesh. */
    public NettyServerBuilder at(InetSocketAddress address) {
        EventLoopGroup loops = mesh.connections().loops();
        return NettyServerBuilder.forAddress(address, InsecureServerCredentials.create())
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .channelFactory(() -> {
                    ServerChannel socket = mesh.connections().newServerSocket();
                    socket.pipeline().addFirst(new Acceptor(inbound, connections));
                    return socket;
                });
    }

    /**
     * The server, when its user has said all of it.
     *
     * @param fallback the user's
     */
    public Server build(ServerBuilder<?> builder, @Nullable HandlerRegistry fallback) {
        builder.fallbackHandlerRegistry(new EveryMethod(fallback));
        // The last one is the first to be asked.
        builder.intercept(new Admission(inbound, connections, peerKey, mesh));
        Server server = builder.build();
        mesh.serves(server);
        return server;
    }
}
