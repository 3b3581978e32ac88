package io.meshsdk.transport;

import io.meshsdk.call.Peer;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** What an accepted connection must use now. Immutable, as {@link ClientSecurity} is. */
public sealed interface ServerSecurity {
    Plaintext PLAINTEXT = new Plaintext();

    long generation();

    record Plaintext() implements ServerSecurity {
        @Override
        public long generation() {
            return 0;
        }
    }

    /** No connection may be accepted: a secret is missing or unknown configuration asks for more than is understood. */
    record Refused(long generation, String why) implements ServerSecurity {}

    non-sealed interface Tls extends ServerSecurity {
        boolean requireClientCertificate();

        /** URI SANs of the certificate that is shown: the mesh's name of this process. */
        default List<String> ownUriSans() {
            return List.of();
        }

        /**
         * Netty's, for servers, with an ALPN of {@code h2} and {@code http/1.1} as far as {@code alpn_protocols} names them, in
         * its order; {@code http/1.1} where it names neither. For every adapter that takes an {@code SSLEngine}: JSSE ends the
         * handshake of a client whose SNI has an underscore, as those of a mesh have.
         */
        SslContext http();

        /** Netty's, for servers, with ALPN {@code h2} and {@code http/1.1}. */
        SslContext netty();

        /** JSSE's, made afresh for this generation. */
        SSLContext jsse();

        X509ExtendedKeyManager keyManager();

        X509ExtendedTrustManager trustManager();

        /**
         * Who the client is, checked on the finished handshake, resumed or not.
         *
         * @throws SSLPeerUnverifiedException where a certificate is required and not shown, or not accepted
         */
        Peer verify(SSLSession session) throws SSLPeerUnverifiedException;
    }
}
