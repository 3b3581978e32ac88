package io.meshsdk.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PemTest {
    private static final TestCertificate LEAF =
            TestCa.create("mesh.test").intermediate().workload("web");

    @Test
    void readsAChainInItsOrder() throws Exception {
        assertThat(Pem.certificates(bytes(LEAF.chain()))).hasSize(2).first().isEqualTo(LEAF.certificate());
    }

    @Test
    void readsPkcs8() throws Exception {
        assertThat(PrivateKeys.read(bytes(LEAF.key()))).isEqualTo(LEAF.privateKey());
    }

    @Test
    void readsSec1() throws Exception {
        byte[] secret = ((ECPrivateKey) LEAF.privateKey()).getS().toByteArray();
        byte[] scalar = new byte[32];
        int length = Math.min(32, secret.length);
        System.arraycopy(secret, secret.length - length, scalar, 32 - length, length);
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.writeBytes(new byte[] {0x30, 3 + 34 + 12, 0x02, 0x01, 0x01, 0x04, 32});
        der.writeBytes(scalar);
        der.writeBytes(new byte[] {(byte) 0xa0, 10, 0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7});

        var read = (ECPrivateKey) PrivateKeys.read(block("EC PRIVATE KEY", der.toByteArray()));
        assertThat(read.getS()).isEqualTo(((ECPrivateKey) LEAF.privateKey()).getS());
    }

    @Test
    void readsPkcs1() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var key = generator.generateKeyPair().getPrivate();
        // PKCS#8 of a 2048-bit key: 26 bytes before the PKCS#1 structure that it wraps.
        byte[] pkcs1 = Arrays.copyOfRange(key.getEncoded(), 26, key.getEncoded().length);

        assertThat(PrivateKeys.read(block("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
    }

    @Test
    void refusesEncryptedKeysWithASentence() {
        assertThatThrownBy(() -> PrivateKeys.read(block("ENCRYPTED PRIVATE KEY", new byte[] {1})))
                .isInstanceOf(UnusableSecretException.class)
                .hasMessage("the private key is encrypted: give it unencrypted");
    }

    @Test
    void whateverTheBytesAreTheAnswerIsAValueOrARefusal() {
        Random random = new Random(4);
        String[] sources = {LEAF.chain(), LEAF.key(), LEAF.chain() + LEAF.key()};
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] garbled = bytes(sources[i % sources.length]);
            for (int change = random.nextInt(6); change >= 0; change--) {
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(128);
            }
            byte[] cut = Arrays.copyOf(garbled, random.nextInt(garbled.length + 1));
            refused += refusals(i % 2 == 0 ? garbled : cut);
        }
        assertThat(refused).isPositive();
    }

    @Test
    void whateverIsInASec1BlockIsAValueOrARefusal() {
        Random random = new Random(5);
        for (int i = 0; i < 3_000; i++) {
            byte[] der = new byte[random.nextInt(60)];
            random.nextBytes(der);
            if (der.length > 6 && i % 2 == 0) {
                der[0] = 0x30;
                der[1] = (byte) (der.length - 2);
                der[2] = (byte) 0xa0;
            }
            refusals(block("EC PRIVATE KEY", der));
        }
    }

    private static int refusals(byte[] pem) {
        int refused = 0;
        try {
            Pem.certificates(pem);
        } catch (UnusableSecretException e) {
            refused++;
        }
        try {
            PrivateKeys.read(pem);
        } catch (UnusableSecretException e) {
            refused++;
        }
        return refused;
    }

    private static byte[] block(String label, byte[] der) {
        return bytes("-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END "
                + label + "-----\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
