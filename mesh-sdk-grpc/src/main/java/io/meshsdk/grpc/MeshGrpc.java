package io.meshsdk.grpc;

import io.meshsdk.Mesh;

/**
 * The door for grpc-java: channels whose calls go through a mesh.
 *
 * <pre>{@code
 * ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders").build();
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
}
