package io.meshsdk.internal.identity;

import io.meshsdk.call.Peer;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** {@link PeerRules} as JSSE and Netty ask them, in handshakes and on finished sessions. Safe for use by many threads. */
final class PeerTrust extends X509ExtendedTrustManager {
    /** Names are a suffix of the key exchange in TLS 1.2 only; this one fits both versions. */
    private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

    private final PeerRules rules;
    private final NameRule nameRule;

    /** In this generation: what was good under other trust is not. */
    private final GoodChains good = new GoodChains();

    enum NameRule {
        /** {@code match_typed_subject_alt_names}. */
        SANS,
        /** {@code auto_sni_san_validation}: the SNI sent replaces them. */
        SERVER_NAME
    }

    PeerTrust(PeerRules rules, NameRule nameRule) {
        this.rules = rules;
        this.nameRule = nameRule;
    }

    /** Who the other end of a finished handshake is. */
    Peer verify(SSLSession session, Side peerSide) throws SSLPeerUnverifiedException {
        Certificate[] shown = session.getPeerCertificates();
        try {
            X509Certificate[] chain = x509(shown);
            return rules.check(
                    chain,
                    pkix -> {
                        if (!good.has(chain)) {
                            if (peerSide == Side.SERVER) {
                                pkix.checkServerTrusted(chain, ANY_KEY_EXCHANGE);
                            } else {
                                pkix.checkClientTrusted(chain, ANY_KEY_EXCHANGE);
                            }
                            good.remember(chain);
                        }
                    },
                    serverName(session.getPeerHost()));
        } catch (CertificateException e) {
            SSLPeerUnverifiedException refused = new SSLPeerUnverifiedException(String.valueOf(e.getMessage()));
            refused.initCause(e);
            throw refused;
        }
    }

    enum Side {
        SERVER,
        CLIENT
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        told(
                chain,
                pkix -> {
                    // Whoever drives the engine may have asked for host names, as gRPC does; here the validation
                    // context
                    // alone says who the peer must be, and a SPIFFE identity has no host name.
                    if (engine == null || asksForHostName(engine)) {
                        pkix.checkServerTrusted(chain, authType);
                    } else {
                        pkix.checkServerTrusted(chain, authType, engine);
                    }
                },
                serverName(engine == null ? null : sent(engine)));
        good.remember(chain);
    }

    private static boolean asksForHostName(SSLEngine engine) {
        String algorithm = engine.getSSLParameters().getEndpointIdentificationAlgorithm();
        return algorithm != null && !algorithm.isEmpty();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        told(
                chain,
                pkix -> {
                    if (engine == null) {
                        pkix.checkClientTrusted(chain, authType);
                    } else {
                        pkix.checkClientTrusted(chain, authType, engine);
                    }
                },
                null);
        good.remember(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checkServerTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checkClientTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType, (SSLEngine) null);
    }

    /** None: a list of authorities in the handshake would tell strangers whom we trust, and Envoy's clients ignore it. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private void told(X509Certificate[] chain, PeerRules.ChainCheck chainCheck, @Nullable String serverName)
            throws CertificateException {
        try {
            rules.check(chain, chainCheck, serverName);
        } catch (CertificateException refused) {
            throw Alerts.told(refused);
        }
    }

    private @Nullable String serverName(@Nullable String sent) {
        if (nameRule == NameRule.SANS) {
            return null;
        }
        return sent == null ? "" : sent;
    }

    private static @Nullable String sent(SSLEngine engine) {
        List<SNIServerName> names = engine.getSSLParameters().getServerNames();
        if (names != null) {
            for (SNIServerName name : names) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return engine.getPeerHost();
    }

    private static X509Certificate[] x509(Certificate[] shown) throws CertificateException {
        List<X509Certificate> chain = new ArrayList<>(shown.length);
        for (Certificate certificate : shown) {
            if (!(certificate instanceof X509Certificate x509)) {
                throw new CertificateException("the peer's certificate is not X.509");
            }
            chain.add(x509);
        }
        if (chain.isEmpty()) {
            throw new CertificateException("the peer showed no certificate");
        }
        return chain.toArray(X509Certificate[]::new);
    }
}
