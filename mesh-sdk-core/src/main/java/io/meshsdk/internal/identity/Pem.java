package io.meshsdk.internal.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads PEM. The bytes may be anything: whatever is wrong with them is an {@link UnusableSecretException}. */
final class Pem {
    /** The largest trust bundles in use are a quarter of this. */
    static final int MAX_BYTES = 1 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private Pem() {}

    /** One block. */
    record Block(String label, byte[] der) {
        @Override
        public String toString() {
            return label;
        }
    }

    /** In the order in which they stand, at least one. */
    static List<X509Certificate> certificates(byte[] pem) throws UnusableSecretException {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                found.add(certificate(block.der()));
            }
        }
        if (found.isEmpty()) {
            throw new UnusableSecretException("there is no CERTIFICATE block in the PEM");
        }
        return List.copyOf(found);
    }

    /** At least one. */
    static List<X509CRL> revocations(byte[] pem) throws UnusableSecretException {
        List<X509CRL> found = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (block.label().equals("X509 CRL")) {
                try {
                    found.add((X509CRL) x509().generateCRL(new ByteArrayInputStream(block.der())));
                } catch (CRLException e) {
                    throw new UnusableSecretException("an X509 CRL block cannot be read");
                }
            }
        }
        if (found.isEmpty()) {
            throw new UnusableSecretException("there is no X509 CRL block in the PEM");
        }
        return List.copyOf(found);
    }

    static List<Block> blocks(byte[] pem) throws UnusableSecretException {
        if (pem.length > MAX_BYTES) {
            throw new UnusableSecretException("the PEM is longer than " + MAX_BYTES + " bytes");
        }
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        List<Block> found = new ArrayList<>();
        int from = text.indexOf(BEGIN);
        while (from >= 0) {
            int labelEnd = text.indexOf(DASHES, from + BEGIN.length());
            if (labelEnd < 0) {
                throw new UnusableSecretException("a PEM block has no end");
            }
            String label = text.substring(from + BEGIN.length(), labelEnd);
            String end = END + label + DASHES;
            int to = text.indexOf(end, labelEnd);
            if (to < 0) {
                throw new UnusableSecretException("a PEM block has no end");
            }
            found.add(new Block(label, decode(text.substring(labelEnd + DASHES.length(), to))));
            from = text.indexOf(BEGIN, to + end.length());
        }
        return found;
    }

    private static byte[] decode(String base64) throws UnusableSecretException {
        if (base64.indexOf(':') >= 0) {
            throw new UnusableSecretException("a PEM block has headers, as encrypted keys have: give it unencrypted");
        }
        StringBuilder dense = new StringBuilder(base64.length());
        for (int i = 0; i < base64.length(); i++) {
            char c = base64.charAt(i);
            if (c > ' ') {
                dense.append(c);
            }
        }
        try {
            // Strict, for the lenient decoder drops what it does not know.
            return Base64.getDecoder().decode(dense.toString());
        } catch (IllegalArgumentException e) {
            throw new UnusableSecretException("a PEM block is not base64");
        }
    }

    private static X509Certificate certificate(byte[] der) throws UnusableSecretException {
        try {
            Certificate certificate = x509().generateCertificate(new ByteArrayInputStream(der));
            if (certificate instanceof X509Certificate x509) {
                return x509;
            }
        } catch (CertificateException e) {
            // Said below.
        }
        throw new UnusableSecretException("a CERTIFICATE block is not an X.509 certificate");
    }

    private static CertificateFactory x509() {
        try {
            return CertificateFactory.getInstance("X.509");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK reads X.509", e);
        }
    }
}
