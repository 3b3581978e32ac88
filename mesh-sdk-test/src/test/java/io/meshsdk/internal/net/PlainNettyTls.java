package io.meshsdk.internal.net;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Peer;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ClientSecurity;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS with a certificate of the test's, whose peers are judged by the common trust and by {@code refusal}. */
record PlainNettyTls(SslContext http1, String serverName, String refusal) implements ClientSecurity.Tls {
    static PlainNettyTls with(TestCertificate own, SslProvider provider, String serverName, String refusal) {
        try {
            SslContext context = SslContextBuilder.forClient()
                    .sslProvider(provider)
                    .keyManager(own.keyManagers())
                    .trustManager(own.trustManagers())
                    // By SPIFFE identity, never by host name.
                    .endpointIdentificationAlgorithm("")
                    .build();
            return new PlainNettyTls(context, serverName, refusal);
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public long generation() {
        return 1;
    }

    @Override
    public Optional<String> serverName(Endpoint endpoint) {
        return serverName.isEmpty() ? Optional.empty() : Optional.of(serverName);
    }

    @Override
    public Peer verify(SSLSession session) throws SSLPeerUnverifiedException {
        if (!refusal.isEmpty()) {
            throw new SSLPeerUnverifiedException(refusal);
        }
        X509Certificate leaf = (X509Certificate) session.getPeerCertificates()[0];
        return new Peer.Certified(
                List.of(), List.of(), leaf.getSubjectX500Principal().getName());
    }

    @Override
    public SslContext http2() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SslContext negotiated() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SSLContext jsse() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<X509ExtendedKeyManager> keyManager() {
        throw new UnsupportedOperationException();
    }

    @Override
    public X509ExtendedTrustManager trustManager() {
        throw new UnsupportedOperationException();
    }
}
