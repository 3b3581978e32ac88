package io.meshsdk.internal.identity;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes TLS contexts. Every call makes a new one: sessions never cross from one generation to the next. */
record Contexts(SslProvider provider, Suites suites) {
    SslContext client(Optional<OwnCertificate> own, X509ExtendedTrustManager trust, List<String> alpn)
            throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .trustManager(trust)
                // Names are the trust's business: SPIFFE identities are not host names.
                .endpointIdentificationAlgorithm(null);
        if (own.isPresent()) {
            builder.keyManager(own.get().key(), own.get().chain());
        }
        return build(builder, alpn);
    }

    SslContext server(OwnCertificate own, X509ExtendedTrustManager trust, ClientAuth clientAuth, List<String> alpn)
            throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(own.key(), own.chain())
                .trustManager(trust)
                .clientAuth(clientAuth);
        return build(builder, alpn);
    }

    SSLContext jsse(Optional<? extends KeyManager> key, X509ExtendedTrustManager trust, ClientAuth clientAuth)
            throws SSLException {
        try {
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(
                    key.map(manager -> new KeyManager[] {manager}).orElse(new KeyManager[0]),
                    new TrustManager[] {trust},
                    null);
            return new PinnedContext(made, parameters -> pin(parameters, clientAuth));
        } catch (GeneralSecurityException e) {
            throw new SSLException(
                    "the JDK makes no TLS context: " + e.getClass().getSimpleName());
        }
    }

    private SslContext build(SslContextBuilder builder, List<String> alpn) throws SSLException {
        // OPENSSL, not OPENSSL_REFCNT: native memory goes when the last connection of the generation has let go of it.
        builder.sslProvider(provider)
                .protocols(suites.protocols())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        alpn));
        if (!suites.ciphers().isEmpty()) {
            builder.ciphers(suites.ciphers());
        }
        return builder.build();
    }

    private void pin(SSLParameters parameters, ClientAuth clientAuth) {
        parameters.setProtocols(suites.protocols().toArray(String[]::new));
        if (!suites.ciphers().isEmpty()) {
            parameters.setCipherSuites(suites.ciphers().toArray(String[]::new));
        }
        if (clientAuth == ClientAuth.REQUIRE) {
            parameters.setNeedClientAuth(true);
        } else {
            parameters.setWantClientAuth(clientAuth == ClientAuth.OPTIONAL);
        }
    }
}
