package io.meshsdk.internal.identity;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads private keys: PKCS#8, and the older PKCS#1 (RSA) and SEC 1 (EC) by wrapping them into PKCS#8. */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    /** AlgorithmIdentifier: rsaEncryption with NULL. */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    /** The OID id-ecPublicKey. */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int PARAMETERS = 0xa0;

    private PrivateKeys() {}

    /** The first key in the PEM. */
    static PrivateKey read(byte[] pem) throws UnusableSecretException {
        for (Pem.Block block : Pem.blocks(pem)) {
            switch (block.label()) {
                case "PRIVATE KEY":
                    return pkcs8(block.der());
                case "RSA PRIVATE KEY":
                    return pkcs8(sequence(VERSION_0, RSA, tlv(OCTET_STRING, block.der())));
                case "EC PRIVATE KEY":
                    byte[] algorithm = sequence(EC, curve(block.der()));
                    return pkcs8(sequence(VERSION_0, algorithm, tlv(OCTET_STRING, block.der())));
                case "ENCRYPTED PRIVATE KEY":
                    throw new UnusableSecretException("the private key is encrypted: give it unencrypted");
                default:
                // EC PARAMETERS and certificates may stand before the key.
            }
        }
        throw new UnusableSecretException("there is no PRIVATE KEY block in the PEM");
    }

    private static PrivateKey pkcs8(byte[] der) throws UnusableSecretException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException | RuntimeException e) {
                // Of another algorithm, or broken: said below, without the cause, which may quote the key.
            }
        }
        throw new UnusableSecretException("the private key cannot be read: it must be an EC, RSA or Ed25519 key");
    }

    /** The curve's OID from SEC 1's ECPrivateKey: {@code SEQUENCE {version, key, [0] parameters, [1] public key}}. */
    private static byte[] curve(byte[] der) throws UnusableSecretException {
        int[] outer = contents(der, 0, SEQUENCE);
        int at = outer[0];
        while (at < outer[1]) {
            int tag = der[at] & 0xff;
            int[] inner = contents(der, at, tag);
            if (tag == PARAMETERS) {
                int[] oid = contents(der, inner[0], OBJECT_IDENTIFIER);
                return tlv(OBJECT_IDENTIFIER, java.util.Arrays.copyOfRange(der, oid[0], oid[1]));
            }
            at = inner[1];
        }
        throw new UnusableSecretException("the EC private key does not name its curve: give it as PKCS#8");
    }

    /** Start and end of what is in the element at {@code at}. */
    private static int[] contents(byte[] der, int at, int tag) throws UnusableSecretException {
        if (at + 2 > der.length || (der[at] & 0xff) != tag) {
            throw new UnusableSecretException("the EC private key cannot be read");
        }
        int length = der[at + 1] & 0xff;
        int start = at + 2;
        if (length > 0x80) {
            int more = length - 0x80;
            if (more > 2 || start + more > der.length) {
                throw new UnusableSecretException("the EC private key cannot be read");
            }
            length = 0;
            for (int i = 0; i < more; i++) {
                length = (length << 8) | (der[start++] & 0xff);
            }
        }
        if (start + length > der.length) {
            throw new UnusableSecretException("the EC private key cannot be read");
        }
        return new int[] {start, start + length};
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return tlv(SEQUENCE, joined.toByteArray());
    }

    private static byte[] tlv(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.length < 0x80) {
            out.write(value.length);
        } else {
            int lengthBytes = value.length < 0x100 ? 1 : value.length < 0x10000 ? 2 : 3;
            out.write(0x80 + lengthBytes);
            for (int i = lengthBytes - 1; i >= 0; i--) {
                out.write(value.length >>> (8 * i));
            }
        }
        out.writeBytes(value);
        return out.toByteArray();
    }
}
