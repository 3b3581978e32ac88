package io.meshsdk.internal.identity;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chains that were found good, so that a finished handshake, or a session that resumes, does not cost a second look. None is good
 * for longer than each of its certificates. Safe for use by many threads.
 */
final class GoodChains {
    /** A busy server has more callers, which costs it a second look, no more. */
    private static final int REMEMBERED = 512;

    private final Map<X509Certificate, X509Certificate[]> byLeaf = new ConcurrentHashMap<>();

    /**
     * @param shown from the leaf; of a session that resumes, perhaps the leaf alone
     */
    boolean has(X509Certificate[] shown) {
        X509Certificate[] known = byLeaf.get(shown[0]);
        return known != null && (shown.length == 1 || Arrays.equals(shown, known)) && areValidNow(known);
    }

    void remember(X509Certificate[] chain) {
        if (byLeaf.size() >= REMEMBERED) {
            byLeaf.clear();
        }
        byLeaf.put(chain[0], chain.clone());
    }

    private static boolean areValidNow(X509Certificate[] chain) {
        try {
            for (X509Certificate certificate : chain) {
                certificate.checkValidity();
            }
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
    }
}
