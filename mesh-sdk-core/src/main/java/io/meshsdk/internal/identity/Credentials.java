package io.meshsdk.internal.identity;

import io.meshsdk.model.Secret.TlsCertificate;
import io.meshsdk.model.Secret.ValidationContext;
import io.meshsdk.model.TransportSocket.UpstreamTls;
import io.meshsdk.transport.ClientSecurity;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Certificates and trust, looked at once, for whoever wants to know whether they can be used. What is refused is an {@link
 * IllegalArgumentException} whose message is for people and holds nothing secret.
 */
public final class Credentials {
    private Credentials() {}

    /**
     * A certificate's chain, leaf first, after a look at whether the key is the leaf's.
     *
     * @param pem both parts as bytes
     */
    public static List<X509Certificate> own(TlsCertificate pem) {
        try {
            return OwnCertificate.read(pem).chain();
        } catch (UnusableSecretException e) {
            throw new IllegalArgumentException(e.why());
        }
    }

    /** The roots in a PEM, at least one. */
    public static List<X509Certificate> roots(byte[] pem) {
        try {
            return Pem.certificates(pem);
        } catch (UnusableSecretException e) {
            throw new IllegalArgumentException(e.why());
        }
    }

    /** URI and DNS names of a certificate, or else its subject. */
    public static String names(X509Certificate certificate) {
        try {
            Sans sans = Sans.of(certificate);
            String names = String.join(", ", sans.uris().isEmpty() ? sans.dns() : sans.uris());
            return names.isEmpty() ? certificate.getSubjectX500Principal().getName() : names;
        } catch (java.security.cert.CertificateParsingException e) {
            return certificate.getSubjectX500Principal().getName();
        }
    }

    /**
     * The security of connections to a cluster.
     *
     * @param certificate as bytes
     * @param validation with every source as bytes
     */
    public static ClientSecurity client(
            String cluster,
            UpstreamTls tls,
            Optional<TlsCertificate> certificate,
            Optional<ValidationContext> validation) {
        try {
            return new Forge(() -> SslProvider.JDK)
                    .client(cluster, tls, new Forge.Parts(certificate, validation), Forge.Verification.REQUIRED);
        } catch (UnusableSecretException e) {
            throw new IllegalArgumentException(e.why());
        }
    }
}
