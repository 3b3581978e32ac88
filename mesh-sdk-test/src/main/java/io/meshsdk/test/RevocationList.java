package io.meshsdk.test;

import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/** A {@code CertificateList} (RFC 5280, 5.1) without extensions, signed by an authority with a P-256 key. */
final class RevocationList {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    /** {@code ecdsa-with-SHA256}. */
    private static final byte[] ALGORITHM =
            der(SEQUENCE, new byte[] {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02});

    private static final byte[] VERSION_2 = {INTEGER, 1, 1};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private RevocationList() {}

    static String pem(X509Bundle authority, Instant now, X509Certificate... revoked) {
        try {
            byte[] signed = toBeSigned(authority.getCertificate(), now, revoked);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(authority.getKeyPair().getPrivate());
            signature.update(signed);
            // No bits of the last byte are unused.
            byte[] list = der(SEQUENCE, signed, ALGORITHM, der(BIT_STRING, new byte[] {0}, signature.sign()));
            return "-----BEGIN X509 CRL-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(list)
                    + "\n-----END X509 CRL-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a revocation list: " + e.getMessage(), e);
        }
    }

    private static byte[] toBeSigned(X509Certificate issuer, Instant now, X509Certificate... revoked) {
        byte[] from = time(now.minus(Duration.ofHours(1)));
        byte[][] entries = new byte[revoked.length][];
        for (int i = 0; i < revoked.length; i++) {
            entries[i] = der(SEQUENCE, der(INTEGER, revoked[i].getSerialNumber().toByteArray()), from);
        }
        // An empty list of entries is left out.
        return der(
                SEQUENCE,
                VERSION_2,
                ALGORITHM,
                issuer.getSubjectX500Principal().getEncoded(),
                from,
                time(now.plus(Duration.ofDays(1))),
                revoked.length == 0 ? new byte[0] : der(SEQUENCE, entries));
    }

    private static byte[] time(Instant at) {
        return der(UTC_TIME, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
