package io.meshsdk.grpc;

import io.meshsdk.Mesh;

/**
 * The door for grpc-java: channels whose calls go through a mesh, and servers whose calls come through it.
 *
 * <pre>{@code
 * ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders").build();
 * Server server = MeshGrpc.server(mesh, 9090).addService(new Orders()).build().start();
 * }</pre>
 */
public final class MeshGrpc {
    private MeshGrpc() {}

    /**
     * A channel to a host of the mesh.
     *
     * @param target {@code mesh:///host} or {@code mesh:///host:port}, or the authority alone
     * @throws IllegalArgumentException where the target is not of that form
     */
    public static MeshChannelBuilder channel(Mesh mesh, String target) {
        return MeshChannelBuilder.forTarget(mesh, target);
    }

    /** A server on all addresses, whose connections and calls come through the mesh. */
    public static MeshServerBuilder server(Mesh mesh, int port) {
        return MeshServerBuilder.forPort(mesh, port);
    }
}
