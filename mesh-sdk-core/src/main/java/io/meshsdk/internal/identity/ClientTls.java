package io.meshsdk.internal.identity;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Peer;
import io.meshsdk.model.TransportSocket.UpstreamTls;
import io.meshsdk.transport.ClientSecurity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** One generation of a cluster's TLS. */
final class ClientTls implements ClientSecurity.Tls {
    private static final String HTTP_1 = "http/1.1";
    private static final String HTTP_2 = "h2";

    private final long generation;
    private final UpstreamTls configured;
    private final List<String> narrowed;
    private final Optional<X509ExtendedKeyManager> key;
    private final X509ExtendedTrustManager trust;
    private final Optional<PeerTrust> verified;
    private final Lazy<SslContext> http1;
    private final Lazy<SslContext> http2;
    private final Lazy<SslContext> negotiated;
    private final Lazy<SSLContext> jsse;

    private ClientTls(
            long generation,
            UpstreamTls configured,
            Contexts contexts,
            Optional<OwnCertificate> own,
            X509ExtendedTrustManager trust,
            Optional<PeerTrust> verified) {
        this.generation = generation;
        this.configured = configured;
        this.narrowed = contexts.suites().narrowed();
        this.key = own.map(OneKey::new);
        this.trust = trust;
        this.verified = verified;
        this.http1 = new Lazy<>(() -> contexts.client(own, trust, offered(HTTP_1)));
        this.http2 = new Lazy<>(() -> contexts.client(own, trust, offered(HTTP_2)));
        this.negotiated = new Lazy<>(() -> contexts.client(own, trust, offered(HTTP_2, HTTP_1)));
        this.jsse = new Lazy<>(() -> contexts.jsse(key, trust, ClientAuth.NONE));
    }

    static ClientTls verifying(
            long generation, UpstreamTls configured, Contexts contexts, Optional<OwnCertificate> own, PeerRules rules) {
        PeerTrust trust = new PeerTrust(
                rules, configured.autoSniSanValidation() ? PeerTrust.NameRule.SERVER_NAME : PeerTrust.NameRule.SANS);
        return new ClientTls(generation, configured, contexts, own, trust, Optional.of(trust));
    }

    /** For clusters that the user named: anyone may answer. */
    static ClientTls unverified(
            long generation, UpstreamTls configured, Contexts contexts, Optional<OwnCertificate> own) {
        return new ClientTls(generation, configured, contexts, own, new TrustAnyone(), Optional.empty());
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public SslContext http1() {
        return http1.get();
    }

    @Override
    public SslContext http2() {
        return http2.get();
    }

    @Override
    public SslContext negotiated() {
        return negotiated.get();
    }

    @Override
    public SSLContext jsse() {
        return jsse.get();
    }

    @Override
    public Optional<X509ExtendedKeyManager> keyManager() {
        return key;
    }

    @Override
    public X509ExtendedTrustManager trustManager() {
        return trust;
    }

    @Override
    public List<String> narrowed() {
        return narrowed;
    }

    @Override
    public Optional<String> serverName(Endpoint endpoint) {
        String name =
                configured.autoHostSni() && !endpoint.hostname().isEmpty() ? endpoint.hostname() : configured.sni();
        // TLS has no SNI for addresses.
        return name.isEmpty() || NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name)
                ? Optional.empty()
                : Optional.of(name);
    }

    @Override
    public Peer verify(SSLSession session) throws SSLPeerUnverifiedException {
        return verified.isPresent() ? verified.get().verify(session, PeerTrust.Side.SERVER) : Peer.ANONYMOUS;
    }

    @Override
    public String toString() {
        return "TLS generation " + generation;
    }

    /** The configured protocols first: meshes tell their own traffic by tokens such as {@code istio}. */
    private List<String> offered(String... protocols) {
        List<String> offered = new ArrayList<>(configured.common().alpnProtocols());
        offered.removeAll(List.of(HTTP_1, HTTP_2));
        offered.addAll(List.of(protocols));
        return offered;
    }
}
