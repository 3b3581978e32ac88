package io.meshsdk.transport;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Peer;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a connection to an endpoint must use now. Immutable: a rotated certificate or changed trust is another object with
 * another generation, and connections of the old one drain. Key and trust never change in place, for resumed TLS sessions
 * would carry the old identity on.
 */
public sealed interface ClientSecurity {
    Plaintext PLAINTEXT = new Plaintext();

    /** Differs between any two of one mesh that are not the same. 0 is plaintext. */
    long generation();

    record Plaintext() implements ClientSecurity {
        @Override
        public long generation() {
            return 0;
        }
    }

    /**
     * No connection may be made: a secret is missing, or the peer would not be verified.
     *
     * @param why names what is missing and how to mend it
     */
    record Refused(long generation, String why) implements ClientSecurity {}

    /** TLS with this key and trust. */
    non-sealed interface Tls extends ClientSecurity {
        /** Netty's, with an ALPN of {@code http/1.1} only; its trust manager checks chain and SANs. */
        SslContext http1();

        /** Netty's, with an ALPN of {@code h2} only. */
        SslContext http2();

        /** Netty's, offering {@code h2} and {@code http/1.1}. */
        SslContext negotiated();

        /** For adapters that bring their own TLS. */
        SSLContext jsse();

        /** Empty where no certificate is shown. */
        Optional<X509ExtendedKeyManager> keyManager();

        X509ExtendedTrustManager trustManager();

        /**
         * What of {@code tls_params} narrows versions or ciphers, by name. Only the contexts made here keep to it: an adapter that
         * takes key and trust alone must make no connection where there is any.
         */
        default List<String> narrowed() {
            return List.of();
        }

        /** The SNI to send; empty for none. */
        Optional<String> serverName(Endpoint endpoint);

        /**
         * Who the peer is, checked again on the finished handshake, for a resumed session runs no trust manager.
         *
         * @throws SSLPeerUnverifiedException where the session's certificate is not what this security asks for
         */
        Peer verify(SSLSession session) throws SSLPeerUnverifiedException;
    }
}
