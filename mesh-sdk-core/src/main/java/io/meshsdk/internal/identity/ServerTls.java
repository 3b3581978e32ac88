package io.meshsdk.internal.identity;

import io.meshsdk.call.Peer;
import io.meshsdk.transport.ServerSecurity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.security.cert.CertificateParsingException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** One generation of a filter chain's TLS. */
final class ServerTls implements ServerSecurity.Tls {
    private static final String HTTP_1 = "http/1.1";
    private static final List<String> HTTP = List.of("h2", HTTP_1);

    private final long generation;
    private final ClientAuth clientAuth;
    private final X509ExtendedKeyManager key;
    private final List<String> uriSans;
    private final X509ExtendedTrustManager trust;
    /** Empty where no certificate is asked for. */
    private final Optional<PeerTrust> verified;

    private final Lazy<SslContext> http;
    private final Lazy<SslContext> netty;
    private final Lazy<SSLContext> jsse;

    /**
     * @param alpn {@code CommonTlsContext.alpn_protocols}
     */
    ServerTls(
            long generation,
            ClientAuth clientAuth,
            List<String> alpn,
            Contexts contexts,
            OwnCertificate own,
            PeerRules rules) {
        this.generation = generation;
        this.clientAuth = clientAuth;
        this.key = new OneKey(own);
        this.uriSans = uriSans(own);
        this.verified = clientAuth == ClientAuth.NONE
                ? Optional.empty()
                : Optional.of(new PeerTrust(rules, PeerTrust.NameRule.SANS));
        // An adapter that asks for a certificate nevertheless gets one that stands for nobody: see verify.
        this.trust = verified.isPresent() ? verified.get() : new TrustAnyone();
        List<String> protocols = httpAmong(alpn);
        this.http = new Lazy<>(() -> contexts.server(own, trust, clientAuth, protocols));
        this.netty = new Lazy<>(() -> contexts.server(own, trust, clientAuth, HTTP));
        this.jsse = new Lazy<>(() -> contexts.jsse(Optional.of(key), trust, clientAuth));
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public boolean requireClientCertificate() {
        return clientAuth == ClientAuth.REQUIRE;
    }

    @Override
    public List<String> ownUriSans() {
        return uriSans;
    }

    private static List<String> httpAmong(List<String> alpn) {
        List<String> named = alpn.stream().filter(HTTP::contains).toList();
        return named.isEmpty() ? List.of(HTTP_1) : named;
    }

    private static List<String> uriSans(OwnCertificate own) {
        try {
            return Sans.of(own.leaf()).uris();
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    @Override
    public SslContext http() {
        return http.get();
    }

    @Override
    public SslContext netty() {
        return netty.get();
    }

    @Override
    public SSLContext jsse() {
        return jsse.get();
    }

    @Override
    public X509ExtendedKeyManager keyManager() {
        return key;
    }

    @Override
    public X509ExtendedTrustManager trustManager() {
        return trust;
    }

    @Override
    public Peer verify(SSLSession session) throws SSLPeerUnverifiedException {
        if (verified.isEmpty() || (clientAuth == ClientAuth.OPTIONAL && !showsCertificate(session))) {
            return Peer.ANONYMOUS;
        }
        return verified.get().verify(session, PeerTrust.Side.CLIENT);
    }

    @Override
    public String toString() {
        return "TLS generation " + generation;
    }

    private static boolean showsCertificate(SSLSession session) {
        try {
            return session.getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }
}
