package io.meshsdk.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.model.Secret;
import io.meshsdk.model.StringMatcher;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCaTest {
    private final TestCa ca = TestCa.create("mesh.test");

    @Test
    void aLeafIsNoAuthorityAndCarriesItsNames() throws Exception {
        X509Certificate leaf = ca.issue("spiffe://mesh.test/ns/shop/sa/orders")
                .dns("orders.shop")
                .ip("127.0.0.1")
                .build()
                .certificate();

        assertThat(sans(leaf))
                .containsExactlyInAnyOrder(
                        List.of(6, "spiffe://mesh.test/ns/shop/sa/orders"),
                        List.of(2, "orders.shop"),
                        List.of(7, "127.0.0.1"));
        // OCTET STRING { SEQUENCE { } }: CA is FALSE by default.
        assertThat(leaf.getExtensionValue("2.5.29.19")).containsExactly(0x04, 0x02, 0x30, 0x00);
        assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.19");
        assertThat(ca.workload("orders").privateKey()).isInstanceOf(ECPrivateKey.class);
    }

    @Test
    void theBundleVouchesForItsOwnLeavesOnly() throws Exception {
        TestCertificate leaf = ca.workload("orders");

        validate(leaf, ca);
        assertThatThrownBy(() -> validate(leaf, ca.rotated())).isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void leavesOutsideTheirTimeAreRefused() {
        assertThatThrownBy(() ->
                        validate(ca.issue("spiffe://mesh.test/a").expired().build(), ca))
                .hasMessageContaining("validity");
        assertThatThrownBy(() ->
                        validate(ca.issue("spiffe://mesh.test/a").notYetValid().build(), ca))
                .hasMessageContaining("validity");
    }

    @Test
    void anIntermediateIsPartOfTheChain() throws Exception {
        TestCa intermediate = ca.intermediate();
        TestCertificate leaf = intermediate.workload("orders");

        assertThat(leaf.chain()).containsSubsequence("BEGIN CERTIFICATE", "BEGIN CERTIFICATE");
        assertThat(intermediate.trustBundle()).isEqualTo(ca.trustBundle());
        validate(leaf, ca);
    }

    @Test
    void keyMaterialIsTakenByNettyAsPem() throws Exception {
        TestCertificate leaf = ca.workload("orders");

        assertThat(leaf.key()).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(SslContextBuilder.forServer(stream(leaf.chain()), stream(leaf.key()))
                        .trustManager(stream(ca.trustBundleWith(ca.rotated())))
                        .build())
                .isNotNull();
        assertThat(leaf.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void filesAreReplacedAsAWholeAndTheKeyIsForItsOwner(@TempDir Path directory) throws Exception {
        ca.workload("orders").writeTo(directory);
        TestCertificate second = ca.workload("orders");
        second.writeTo(directory);

        assertThat(directory.resolve(TestCertificate.KEY_FILE)).hasContent(second.key());
        assertThat(directory.resolve(TestCertificate.CHAIN_FILE)).hasContent(second.chain());
        assertThat(directory.resolve(TestCertificate.TRUST_BUNDLE_FILE)).hasContent(ca.trustBundle());
        assertThat(Files.getPosixFilePermissions(directory.resolve(TestCertificate.KEY_FILE)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void speaksTheModel() {
        TestCertificate leaf = ca.workload("orders");

        assertThat(leaf.secret("own").content())
                .isEqualTo(new Secret.TlsCertificate(TestCa.pem(leaf.chain()), TestCa.pem(leaf.key())));
        var validation = (Secret.ValidationContext)
                ca.validation("peers", "spiffe://mesh.test/orders").content();
        assertThat(validation.trustedCa()).isEqualTo(TestCa.pem(ca.trustBundle()));
        assertThat(validation.matchSubjectAltNames())
                .containsExactly(new Secret.SanMatcher(
                        Secret.SanType.URI, new StringMatcher.Exact("spiffe://mesh.test/orders", false)));
    }

    private static Collection<List<?>> sans(X509Certificate leaf) throws Exception {
        return leaf.getSubjectAlternativeNames();
    }

    private static void validate(TestCertificate leaf, TestCa ca) throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        var path = factory.generateCertPath(List.copyOf(
                factory.generateCertificates(stream(leaf.chain())).stream().toList()));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(ca.root(), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    private static java.io.InputStream stream(String pem) {
        return new java.io.ByteArrayInputStream(pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}
