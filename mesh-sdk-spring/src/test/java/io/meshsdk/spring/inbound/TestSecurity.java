package io.meshsdk.spring.inbound;

import io.meshsdk.call.Peer;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ServerSecurity;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Shows one certificate and trusts one authority; a context of its own, as each generation must have. */
final class TestSecurity implements ServerSecurity.Tls {
    private static final AtomicLong GENERATIONS = new AtomicLong();

    private final long generation = GENERATIONS.incrementAndGet();
    private final TestCertificate shown;
    private final TestCertificate trusting;
    private final boolean required;
    private final SslContext http;

    private TestSecurity(TestCertificate shown, TestCertificate trusting, boolean required, String... alpn) {
        this.shown = shown;
        this.trusting = trusting;
        this.required = required;
        this.http = http(shown, trusting, required ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL, alpn);
    }

    static TestSecurity mutual(TestCa ca, String workload) {
        TestCertificate leaf = ca.workload(workload);
        return mutual(leaf, leaf);
    }

    /** Shows a leaf of one authority and trusts those of another. */
    static TestSecurity mutual(TestCertificate shown, TestCertificate trusting) {
        return new TestSecurity(shown, trusting, true, "http/1.1");
    }

    static TestSecurity anonymousAllowed(TestCa ca, String workload) {
        TestCertificate leaf = ca.workload(workload);
        return new TestSecurity(leaf, leaf, false, "http/1.1");
    }

    /** With HTTP/2 beside HTTP/1.1. */
    static TestSecurity http2(TestCa ca, String workload) {
        TestCertificate leaf = ca.workload(workload);
        return new TestSecurity(leaf, leaf, true, "h2", "http/1.1");
    }

    private static SslContext http(
            TestCertificate shown, TestCertificate trusting, ClientAuth clientAuth, String... alpn) {
        try {
            return SslContextBuilder.forServer(shown.keyManagers())
                    .sslProvider(SslProvider.OPENSSL)
                    .trustManager(trusting.trustManagers())
                    .clientAuth(clientAuth)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            alpn))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    static SSLContext context(TestCertificate shown, TestCertificate trusting) {
        try {
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(
                    shown.keyManagers().getKeyManagers(),
                    trusting.trustManagers().getTrustManagers(),
                    null);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public boolean requireClientCertificate() {
        return required;
    }

    @Override
    public SslContext http() {
        return http;
    }

    @Override
    public SslContext netty() {
        throw new UnsupportedOperationException("Tomcat takes an engine");
    }

    @Override
    public SSLContext jsse() {
        throw new UnsupportedOperationException("JSSE takes no SNI with an underscore");
    }

    @Override
    public X509ExtendedKeyManager keyManager() {
        return (X509ExtendedKeyManager) shown.keyManagers().getKeyManagers()[0];
    }

    @Override
    public X509ExtendedTrustManager trustManager() {
        return (X509ExtendedTrustManager) trusting.trustManagers().getTrustManagers()[0];
    }

    @Override
    public Peer verify(SSLSession session) throws SSLPeerUnverifiedException {
        X509Certificate certificate;
        try {
            certificate = (X509Certificate) session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException none) {
            if (required) {
                throw none;
            }
            return Peer.ANONYMOUS;
        }
        try {
            List<String> uris = certificate.getSubjectAlternativeNames().stream()
                    .filter(san -> san.get(0).equals(6))
                    .map(san -> (String) san.get(1))
                    .toList();
            return new Peer.Certified(
                    uris, List.of(), certificate.getSubjectX500Principal().getName());
        } catch (CertificateParsingException e) {
            throw new SSLPeerUnverifiedException(e.getMessage());
        }
    }
}
