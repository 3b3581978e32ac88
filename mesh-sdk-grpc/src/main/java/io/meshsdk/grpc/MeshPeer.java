package io.meshsdk.grpc;

import io.grpc.Context;
import io.meshsdk.call.Peer;
import java.util.Optional;

/** Who calls, as the mesh verified it: in the context of every call that came through the mesh. It cannot be spoofed by a header. */
public final class MeshPeer {
    static final Context.Key<Peer> KEY = Context.key("io.meshsdk.peer");

    private MeshPeer() {}

    /** The caller of the current call, if it came through the mesh. */
    public static Optional<Peer> current() {
        return Optional.ofNullable(KEY.get());
    }

    /** The first SPIFFE identity of the current call's caller; empty where it showed none. */
    public static Optional<String> spiffeId() {
        return KEY.get() instanceof Peer.Certified certified
                ? certified.uriSans().stream()
                        .filter(san -> san.startsWith("spiffe://"))
                        .findFirst()
                : Optional.empty();
    }
}
