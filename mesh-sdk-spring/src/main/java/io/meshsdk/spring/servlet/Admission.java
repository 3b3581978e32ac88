package io.meshsdk.spring.servlet;

import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Peer;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Inbound.Acceptance;
import io.meshsdk.spring.tomcat.MeshConnection;
import io.meshsdk.transport.ServerSecurity;

/**
 * Whether a connection that is open may still be used. Asked for each request: it outlives many changes of policy, and one that
 * became STRICT must not be undermined by whoever connected before.
 */
sealed interface Admission {
    record Admitted(Inbound.Chain chain) implements Admission {}

    record Refused(LocalReply reply) implements Admission {}

    static Admission of(MeshConnection connection) {
        Acceptance acceptance = connection.inbound().accept(connection.facts());
        if (acceptance instanceof Acceptance.Refuse refuse) {
            return refused(refuse.flags(), refuse.why());
        }
        Inbound.Chain chain = ((Acceptance.Accept) acceptance).chain();
        boolean encrypted = connection.facts().encryption() == Encryption.TLS;
        if (chain.security() instanceof ServerSecurity.Refused none) {
            return refused(none.why());
        }
        if (chain.security() instanceof ServerSecurity.Tls tls) {
            if (!encrypted) {
                return refused("filter chain " + chain.name() + " asks for TLS: connect with it");
            }
            if (tls.requireClientCertificate() && !(connection.peer() instanceof Peer.Certified)) {
                return refused("filter chain " + chain.name() + " asks for a certificate by now: connect again");
            }
        } else if (encrypted) {
            return refused("filter chain " + chain.name() + " has no TLS any more: connect again");
        }
        return new Admitted(chain);
    }

    /** NFCF: no filter chain is for this connection. */
    static Refused refused(String why) {
        return refused(ResponseFlags.of(ResponseFlag.NFCF), why);
    }

    private static Refused refused(ResponseFlags flags, String why) {
        // Closed, so that the next request comes on a connection that is as it should be.
        return new Refused(new LocalReply(
                503,
                Headers.of("content-type", "text/plain", "connection", "close"),
                "inbound closed (" + flags + "): " + why,
                flags,
                "inbound_closed{" + why + "}"));
    }
}
