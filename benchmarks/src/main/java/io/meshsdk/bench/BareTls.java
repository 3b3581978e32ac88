package io.meshsdk.bench;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Peer;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ClientSecurity;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Mutual TLS 1.3 that trusts one authority and asks for no name, for what is measured without the mesh. */
final class BareTls implements ClientSecurity.Tls {
    private final SslContext context;

    BareTls(TestCertificate own, int http) throws SSLException {
        context = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .keyManager(own.keyManagers())
                .trustManager(own.trustManagers())
                // The test's certificates name workloads, not hosts.
                .endpointIdentificationAlgorithm("")
                .protocols("TLSv1.3")
                .applicationProtocolConfig(alpn(http))
                .build();
    }

    /** One protocol, on both sides. */
    static ApplicationProtocolConfig alpn(int http) {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                http == 2 ? "h2" : "http/1.1");
    }

    @Override
    public long generation() {
        return 1;
    }

    @Override
    public SslContext http1() {
        return context;
    }

    @Override
    public SslContext http2() {
        return context;
    }

    @Override
    public SslContext negotiated() {
        return context;
    }

    @Override
    public SSLContext jsse() {
        throw new UnsupportedOperationException("Netty only");
    }

    @Override
    public Optional<X509ExtendedKeyManager> keyManager() {
        return Optional.empty();
    }

    @Override
    public X509ExtendedTrustManager trustManager() {
        throw new UnsupportedOperationException("Netty only");
    }

    @Override
    public Optional<String> serverName(Endpoint endpoint) {
        return Optional.empty();
    }

    @Override
    public Peer verify(SSLSession session) {
        return Peer.ANONYMOUS;
    }
}
