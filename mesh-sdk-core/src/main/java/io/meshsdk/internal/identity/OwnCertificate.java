package io.meshsdk.internal.identity;

import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret.TlsCertificate;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** A certificate chain, leaf first, with the leaf's key. Prints no key. */
record OwnCertificate(List<X509Certificate> chain, PrivateKey key) {
    OwnCertificate {
        chain = List.copyOf(chain);
    }

    /**
     * @param pem both parts as bytes
     * @throws UnusableSecretException where a part cannot be read, or the key is not the certificate's
     */
    static OwnCertificate read(TlsCertificate pem) throws UnusableSecretException {
        List<X509Certificate> chain = Pem.certificates(bytes(pem.certificateChain(), "certificate_chain"));
        PrivateKey key = PrivateKeys.read(bytes(pem.privateKey(), "private_key"));
        if (!belongs(key, chain.get(0))) {
            throw new UnusableSecretException(
                    "the private key is not that of the certificate: they must change together");
        }
        return new OwnCertificate(chain, key);
    }

    X509Certificate leaf() {
        return chain.get(0);
    }

    Instant notAfter() {
        return leaf().getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return "certificate of " + leaf().getSubjectX500Principal() + " until " + notAfter();
    }

    private static byte[] bytes(DataSource source, String field) throws UnusableSecretException {
        if (source instanceof DataSource.Bytes bytes) {
            return bytes.bytes();
        }
        throw new UnusableSecretException(field + " is not given");
    }

    /** A signature is the one test that fits every kind of key. */
    private static boolean belongs(PrivateKey key, X509Certificate leaf) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        byte[] text = {1, 2, 3};
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(text);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(leaf.getPublicKey());
            verifier.update(text);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
