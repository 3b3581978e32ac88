package io.meshsdk.internal.identity;

import static io.meshsdk.internal.identity.Identity.cluster;
import static io.meshsdk.internal.identity.Identity.upstream;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret;
import io.meshsdk.model.TransportSocket.CertificateSource;
import io.meshsdk.model.TransportSocket.ValidationSource;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ClientSecurity;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    private static final TestCa CA = TestCa.create("mesh.test");

    @TempDir
    Path directory;

    private final Identity identity = Identity.create();

    @Test
    void followsFilesThatAreReplaced() {
        Path files = CA.workload("first").writeTo(directory);
        identity.identities.apply(cluster("orders", upstream(certificate(files), trust(files))));
        identity.readFiles();
        ClientSecurity first = identity.of("orders");
        assertThat(first).isInstanceOf(ClientSecurity.Tls.class);

        identity.later();
        assertThat(identity.of("orders")).isSameAs(first);

        CA.workload("second").writeTo(directory);
        identity.later();
        assertThat(identity.of("orders").generation()).isNotEqualTo(first.generation());
        assertThat(shown("orders")).isEqualTo("spiffe://mesh.test/second");
    }

    /** Kubernetes: the files are links into a directory that is itself a link, and that one is swapped. */
    @Test
    void followsLinksThatAreSwappedAsKubernetesDoes() throws IOException {
        CA.workload("first").writeTo(directory.resolve("..2026_01"));
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_01"));
        for (String file :
                new String[] {TestCertificate.CHAIN_FILE, TestCertificate.KEY_FILE, TestCertificate.TRUST_BUNDLE_FILE
                }) {
            Files.createSymbolicLink(directory.resolve(file), Path.of("..data", file));
        }
        identity.identities.apply(cluster("orders", upstream(certificate(directory), trust(directory))));
        identity.readFiles();
        assertThat(shown("orders")).isEqualTo("spiffe://mesh.test/first");

        CA.workload("second").writeTo(directory.resolve("..2026_02"));
        Path swapped = directory.resolve("..data_tmp");
        Files.createSymbolicLink(swapped, Path.of("..2026_02"));
        Files.move(swapped, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        identity.later();

        assertThat(shown("orders")).isEqualTo("spiffe://mesh.test/second");
        assertThat(identity.rejected).isEmpty();
    }

    @Test
    void aFileThatGoesAwayLeavesWhatItHeldInForce() throws IOException {
        Path files = CA.workload("first").writeTo(directory);
        identity.identities.apply(cluster("orders", upstream(certificate(files), trust(files))));
        identity.readFiles();
        ClientSecurity first = identity.of("orders");

        Files.delete(files.resolve(TestCertificate.CHAIN_FILE));
        identity.later();
        assertThat(identity.of("orders")).isSameAs(first);
    }

    @Test
    void aFileThatIsNotThereIsNamedAndTakenWhenItComes() {
        Path files = directory.resolve("later");
        identity.identities.apply(cluster("orders", upstream(certificate(files), trust(files))));
        identity.readFiles();
        assertThat(identity.refusal("orders"))
                .contains(files.resolve("cert.pem").toString(), "NoSuchFile");

        CA.workload("late").writeTo(files);
        identity.later();
        assertThat(shown("orders")).isEqualTo("spiffe://mesh.test/late");
    }

    @Test
    void certificateProvidersOfTheBootstrapAreFiles() {
        Path files = CA.workload("grpc").writeTo(directory);
        Identity provided = new Identity(
                SslProvider.JDK,
                Map.of(
                        "default",
                        new CertificateFiles(
                                files.resolve(TestCertificate.CHAIN_FILE).toString(),
                                files.resolve(TestCertificate.KEY_FILE).toString(),
                                files.resolve(TestCertificate.TRUST_BUNDLE_FILE).toString())));
        provided.identities.apply(cluster(
                "orders",
                upstream(
                        new CertificateSource.Provider("default", ""),
                        new ValidationSource.Provider("default", "", Optional.empty()))));
        provided.identities.apply(cluster(
                "ratings",
                upstream(
                        new CertificateSource.Provider("other", ""),
                        new ValidationSource.Provider("default", "", Optional.empty()))));

        provided.readFiles();

        assertThat(provided.of("orders")).isInstanceOf(ClientSecurity.Tls.class);
        assertThat(provided.refusal("ratings")).contains("'other' is not in the bootstrap's certificate_providers");
    }

    @Test
    void nothingIsReadOnceClosed() {
        Path files = CA.workload("first").writeTo(directory);
        identity.identities.apply(cluster("orders", upstream(certificate(files), trust(files))));
        identity.readFiles();
        identity.identities.close();

        assertThat(identity.time.pending()).isZero();
    }

    private String shown(String cluster) {
        var leaf = java.util.Objects.requireNonNull(
                identity.tls(cluster).keyManager().orElseThrow().getCertificateChain("mesh"))[0];
        try {
            return Sans.of(leaf).uris().get(0);
        } catch (java.security.cert.CertificateParsingException e) {
            throw new AssertionError(e);
        }
    }

    private static CertificateSource certificate(Path files) {
        return new CertificateSource.Inline(new Secret.TlsCertificate(
                file(files, TestCertificate.CHAIN_FILE), file(files, TestCertificate.KEY_FILE)));
    }

    private static ValidationSource trust(Path files) {
        return new ValidationSource.Inline(Identity.rules(file(files, TestCertificate.TRUST_BUNDLE_FILE)));
    }

    private static DataSource file(Path files, String name) {
        return new DataSource.File(files.resolve(name).toString(), "");
    }
}
