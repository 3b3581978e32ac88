package io.meshsdk.test;

import io.meshsdk.model.Secret;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** A leaf of a {@link TestCa}: its chain, its key and what it trusts. Immutable; never prints the key. */
public final class TestCertificate {
    /** Names of the files that {@link #writeTo} writes. */
    public static final String CHAIN_FILE = "cert.pem";

    public static final String KEY_FILE = "key.pem";
    public static final String TRUST_BUNDLE_FILE = "ca.pem";

    private final X509Bundle bundle;

    TestCertificate(X509Bundle bundle) {
        this.bundle = bundle;
    }

    public X509Certificate certificate() {
        return bundle.getCertificate();
    }

    public PrivateKey privateKey() {
        return bundle.getKeyPair().getPrivate();
    }

    /** PEM, the leaf first, without the root. */
    public String chain() {
        return bundle.getCertificatePathPEM();
    }

    /** PEM, PKCS#8, not encrypted. */
    public String key() {
        return bundle.getPrivateKeyPEM();
    }

    /** PEM of the root that vouches for this leaf. */
    public String trustBundle() {
        return bundle.getRootCertificatePEM();
    }

    /** Chain and key, as SDS would bring them. */
    public Secret secret(String name) {
        return new Secret(name, new Secret.TlsCertificate(TestCa.pem(chain()), TestCa.pem(key())));
    }

    /** For JSSE and for Netty: presents this leaf. */
    public KeyManagerFactory keyManagers() {
        try {
            return bundle.toKeyManagerFactory();
        } catch (Exception e) {
            throw new IllegalStateException("no key manager takes this certificate: " + e.getMessage(), e);
        }
    }

    /** For JSSE and for Netty: trusts the root of this leaf. */
    public TrustManagerFactory trustManagers() {
        return bundle.toTrustManagerFactory();
    }

    /**
     * Writes {@value #KEY_FILE}, {@value #CHAIN_FILE} and {@value #TRUST_BUNDLE_FILE}. Each appears as a whole, so a reader
     * never sees half a file; but between one file and the next it may see a key and a chain that do not fit together,
     * as it may with any rotation of plain files.
     *
     * @return the directory
     */
    public Path writeTo(Path directory) {
        try {
            Files.createDirectories(directory);
            replace(directory.resolve(TRUST_BUNDLE_FILE), trustBundle());
            replace(directory.resolve(KEY_FILE), key());
            replace(directory.resolve(CHAIN_FILE), chain());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write certificates to " + directory, e);
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Path temporary =
                Files.createTempFile(file.getParent(), "." + file.getFileName(), ".tmp", readableByOwner(file));
        Files.writeString(temporary, text, StandardCharsets.US_ASCII);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] readableByOwner(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }

    @Override
    public String toString() {
        X509Certificate leaf = certificate();
        return "certificate " + leaf.getSerialNumber().toString(16) + ", valid until "
                + leaf.getNotAfter().toInstant();
    }
}
