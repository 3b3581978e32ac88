package io.meshsdk.internal.identity;

import io.meshsdk.model.Secret.TlsCertificate;
import io.meshsdk.model.Secret.ValidationContext;
import io.meshsdk.model.TransportSocket.CommonTls;
import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.model.TransportSocket.UpstreamTls;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ServerSecurity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes security from what the sources gave, with a new generation each time. On the control thread.
 *
 * <p>Certificates and trust that many clusters share are parsed once.
 */
final class Forge {
    private final Supplier<SslProvider> provider;
    private final Map<TlsCertificate, OwnCertificate> certificates = new Recent<>();
    private final Map<ValidationContext, PeerRules> rules = new Recent<>();
    private final Anchors anchors = new Anchors();
    private long generation;

    Forge(Supplier<SslProvider> provider) {
        this.provider = provider;
    }

    /** What one socket is made of. */
    record Parts(Optional<TlsCertificate> certificate, Optional<ValidationContext> validation) {}

    ClientSecurity client(String cluster, UpstreamTls tls, Parts parts, Verification verification)
            throws UnusableSecretException {
        Contexts contexts = contexts(tls.common());
        Optional<OwnCertificate> own = own(parts);
        Optional<PeerRules> peer = peer(parts);
        boolean verifies = peer.isPresent()
                && peer.get().verifies()
                && !parts.validation().orElseThrow().acceptUntrusted();
        if (verifies) {
            return ClientTls.verifying(++generation, tls, contexts, own, peer.get());
        }
        if (verification == Verification.WAIVED) {
            return ClientTls.unverified(++generation, tls, contexts, own);
        }
        return refused("cluster " + cluster + ": its peer would not be verified, for its validation context has no"
                + " trusted_ca or accepts untrusted chains. Give it a trusted_ca, or allow this by naming the cluster"
                + " with allowUnverified");
    }

    enum Verification {
        REQUIRED,
        /** The user named the cluster. */
        WAIVED
    }

    ServerSecurity server(DownstreamTls tls, Parts parts) throws UnusableSecretException {
        Contexts contexts = contexts(tls.common());
        Optional<OwnCertificate> own = own(parts);
        if (own.isEmpty()) {
            return refusedServer("the filter chain asks for TLS and names no certificate: give it tls_certificates");
        }
        if (parts.validation().isPresent() && parts.validation().get().acceptUntrusted()) {
            // Differs from Envoy, which would take the stranger's certificate for an identity.
            return refusedServer("trust_chain_verification ACCEPT_UNTRUSTED is not supported on a server");
        }
        List<String> alpn = tls.common().alpnProtocols();
        Optional<PeerRules> peer = peer(parts);
        boolean verifies = peer.isPresent() && peer.get().verifies();
        if (tls.requireClientCertificate() && !verifies) {
            return refusedServer(
                    "the filter chain requires client certificates and has no trusted_ca to verify them with");
        }
        if (!verifies) {
            return new ServerTls(++generation, ClientAuth.NONE, alpn, contexts, own.get(), PeerRules.NONE);
        }
        ClientAuth clientAuth = tls.requireClientCertificate() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
        return new ServerTls(++generation, clientAuth, alpn, contexts, own.get(), peer.get());
    }

    ClientSecurity refused(String why) {
        return new ClientSecurity.Refused(++generation, why);
    }

    ServerSecurity refusedServer(String why) {
        return new ServerSecurity.Refused(++generation, why);
    }

    Optional<OwnCertificate> own(Parts parts) throws UnusableSecretException {
        if (parts.certificate().isEmpty()) {
            return Optional.empty();
        }
        TlsCertificate pem = parts.certificate().get();
        OwnCertificate own = certificates.get(pem);
        if (own == null) {
            own = OwnCertificate.read(pem);
            certificates.put(pem, own);
        }
        return Optional.of(own);
    }

    private Optional<PeerRules> peer(Parts parts) throws UnusableSecretException {
        if (parts.validation().isEmpty()) {
            return Optional.empty();
        }
        ValidationContext context = parts.validation().get();
        PeerRules peer = rules.get(context);
        if (peer == null) {
            peer = PeerRules.of(context, anchors);
            rules.put(context, peer);
        }
        return Optional.of(peer);
    }

    private Contexts contexts(CommonTls common) throws UnusableSecretException {
        return new Contexts(provider.get(), Suites.of(common.parameters()));
    }
}
