package io.meshsdk.grpc;

import io.grpc.ForwardingServerBuilder;
import io.grpc.HandlerRegistry;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.internal.call.GrpcMesh;
import io.meshsdk.grpc.internal.serve.ServerDoor;
import java.io.File;
import java.io.InputStream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Builds servers of a mesh: connections get TLS, or none, by the filter chain that the port's inbound listener has for them; calls are
 * asked about before anything of the application runs, its interceptors included. Closed until the first configuration.
 *
 * <p>Used by one thread. {@link MeshPeer} tells the application who calls.
 */
public final class MeshServerBuilder extends ForwardingServerBuilder<MeshServerBuilder> {
    private final ServerDoor door;
    private final ServerBuilder<?> server;
    private @Nullable HandlerRegistry fallback;

    private MeshServerBuilder(Mesh mesh, InetSocketAddress address) {
        if (address.getPort() == 0) {
            throw new IllegalArgumentException(
                    "a server of the mesh needs the port that its inbound listener names, not 0");
        }
        this.door = new ServerDoor(GrpcMesh.of(mesh), mesh.inbound(address.getPort()), MeshPeer.KEY);
        this.server = door.at(address);
    }

    /** On all addresses. */
    public static MeshServerBuilder forPort(Mesh mesh, int port) {
        return forAddress(mesh, new InetSocketAddress(port));
    }

    public static MeshServerBuilder forAddress(Mesh mesh, InetSocketAddress address) {
        return new MeshServerBuilder(mesh, address);
    }

    @Override
    protected ServerBuilder<?> delegate() {
        return server;
    }

    @Override
    public MeshServerBuilder fallbackHandlerRegistry(@Nullable HandlerRegistry registry) {
        fallback = registry;
        return this;
    }

    @Override
    public MeshServerBuilder useTransportSecurity(File certificateChain, File key) {
        throw new UnsupportedOperationException("the mesh's configuration says how connections are secured");
    }

    @Override
    public MeshServerBuilder useTransportSecurity(InputStream certificateChain, InputStream key) {
        throw new UnsupportedOperationException("the mesh's configuration says how connections are secured");
    }

    @Override
    public Server build() {
        return door.build(server, fallback);
    }
}
