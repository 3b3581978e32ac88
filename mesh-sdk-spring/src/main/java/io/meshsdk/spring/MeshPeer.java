package io.meshsdk.spring;

import io.meshsdk.call.Peer;
import jakarta.servlet.ServletRequest;
import java.util.Optional;

/**
 * Who calls, as the mesh verified it: a request attribute of every request that came through the mesh. It cannot be spoofed by
 * a header.
 *
 * @param peer the other end of the connection
 */
public record MeshPeer(Peer peer) {
    /** The name of the request attribute. */
    public static final String ATTRIBUTE = MeshPeer.class.getName();

    /** The caller of a request, if it came through the mesh. */
    public static Optional<MeshPeer> of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof MeshPeer peer ? Optional.of(peer) : Optional.empty();
    }

    static void tell(ServletRequest request, Peer peer) {
        request.setAttribute(ATTRIBUTE, new MeshPeer(peer));
    }

    /** The first SPIFFE identity; empty where the caller showed none. */
    public Optional<String> spiffeId() {
        return peer instanceof Peer.Certified certified
                ? certified.uriSans().stream()
                        .filter(san -> san.startsWith("spiffe://"))
                        .findFirst()
                : Optional.empty();
    }
}
