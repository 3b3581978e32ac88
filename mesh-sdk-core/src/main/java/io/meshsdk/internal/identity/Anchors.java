package io.meshsdk.internal.identity;

import io.meshsdk.model.DataSource;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes the JDK's own PKIX check for a set of roots; many clusters share one. */
final class Anchors {
    private final Map<Key, X509ExtendedTrustManager> made = new Recent<>();

    private record Key(DataSource roots, DataSource revoked) {}

    /**
     * @param crl with any list in it, every certificate below the root needs a list of its issuer, as in Envoy
     */
    X509ExtendedTrustManager pkix(DataSource.Bytes roots, DataSource crl) throws UnusableSecretException {
        Key key = new Key(roots, crl);
        X509ExtendedTrustManager known = made.get(key);
        if (known == null) {
            known = pkix(
                    Pem.certificates(roots.bytes()),
                    crl instanceof DataSource.Bytes lists ? Pem.revocations(lists.bytes()) : List.of());
            made.put(key, known);
        }
        return known;
    }

    private static X509ExtendedTrustManager pkix(List<X509Certificate> roots, List<X509CRL> revoked)
            throws UnusableSecretException {
        try {
            Set<TrustAnchor> anchors =
                    roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
            parameters.setRevocationEnabled(!revoked.isEmpty());
            if (!revoked.isEmpty()) {
                parameters.addCertStore(
                        CertStore.getInstance("Collection", new CollectionCertStoreParameters(revoked)));
                // From the lists given, never from an address that a certificate names.
                PKIXRevocationChecker checker = (PKIXRevocationChecker)
                        CertPathBuilder.getInstance("PKIX").getRevocationChecker();
                checker.setOptions(
                        EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
                parameters.addCertPathChecker(checker);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            for (TrustManager made : factory.getTrustManagers()) {
                if (made instanceof X509ExtendedTrustManager pkix) {
                    return pkix;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new UnusableSecretException(
                    "the trusted roots cannot be used: " + e.getClass().getSimpleName());
        }
        throw new UnusableSecretException("the JDK's PKIX check is not there");
    }
}
