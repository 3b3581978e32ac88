package io.meshsdk.test;

import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret;
import io.meshsdk.model.StringMatcher;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A certificate authority for one SPIFFE trust domain, in memory only: P-256 keys, valid from an hour ago.
 *
 * <p>Immutable and safe for use by many threads. Its keys are as public as test code; nothing real may trust it.
 */
public final class TestCa {
    private static final Duration LEAF_LIFETIME = Duration.ofHours(24);
    private static final Duration CA_LIFETIME = Duration.ofDays(3650);
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final byte[] CA_FALSE = {0x30, 0x00};

    private final String trustDomain;
    private final X509Bundle bundle;

    private TestCa(String trustDomain, X509Bundle bundle) {
        this.trustDomain = trustDomain;
        this.bundle = bundle;
    }

    /** A new authority with its own key. */
    public static TestCa create(String trustDomain) {
        return new TestCa(trustDomain, build(CertificateBuilder::buildSelfSigned, authority("root of ", trustDomain)));
    }

    /** Another authority for the same trust domain, with another key: what a trust bundle is rotated to. */
    public TestCa rotated() {
        return create(trustDomain);
    }

    /** An authority that this one vouches for: its leaves carry it in their chain, and this one's bundle trusts them. */
    public TestCa intermediate() {
        return new TestCa(
                trustDomain,
                build(builder -> builder.buildIssuedBy(bundle), authority("intermediate of ", trustDomain)));
    }

    public String trustDomain() {
        return trustDomain;
    }

    /** The root's certificate. */
    public X509Certificate root() {
        return bundle.getRootCertificate();
    }

    /** The root's certificate as PEM: what a peer must trust. */
    public String trustBundle() {
        return bundle.getRootCertificatePEM();
    }

    /** Both roots, one after the other: what is trusted while one replaces the other. */
    public String trustBundleWith(TestCa other) {
        return trustBundle() + "\n" + other.trustBundle();
    }

    /**
     * The trust bundle as a secret that asks for these peers.
     *
     * @param spiffeIds exact URI SANs, any one of which must match; none asks for no name
     */
    public Secret validation(String name, String... spiffeIds) {
        return new Secret(
                name,
                new Secret.ValidationContext(
                        pem(trustBundle()),
                        sans(spiffeIds),
                        new DataSource.None(),
                        List.of(),
                        List.of(),
                        false,
                        Map.of()));
    }

    /**
     * This authority's list of the certificates that it takes back, valid for a day, as PEM: {@code crl} of a validation
     * context. An empty one says that all are good.
     */
    public String revocationList(TestCertificate... revoked) {
        return RevocationList.pem(
                bundle,
                Instant.now(),
                Stream.of(revoked).map(TestCertificate::certificate).toArray(X509Certificate[]::new));
    }

    /** A leaf for a workload, as {@code spiffe://TRUST_DOMAIN/PATH}, valid for a day. */
    public TestCertificate workload(String path) {
        return issue("spiffe://" + trustDomain + "/" + path).build();
    }

    /** Begins a leaf with this URI SAN, which need not be of this trust domain. */
    public Leaf issue(String spiffeId) {
        return new Leaf(spiffeId);
    }

    static DataSource pem(String text) {
        return new DataSource.Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Secret.SanMatcher> sans(String... spiffeIds) {
        List<Secret.SanMatcher> matchers = new ArrayList<>();
        for (String id : spiffeIds) {
            matchers.add(new Secret.SanMatcher(Secret.SanType.URI, new StringMatcher.Exact(id, false)));
        }
        return matchers;
    }

    private static CertificateBuilder authority(String role, String trustDomain) {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .ecp256()
                .subject("O=" + trustDomain + ",CN=" + role + trustDomain)
                .notBefore(now.minus(Duration.ofHours(1)))
                .notAfter(now.plus(CA_LIFETIME))
                .setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign)
                .setIsCertificateAuthority(true);
    }

    private static X509Bundle build(Signing signing, CertificateBuilder builder) {
        try {
            return signing.sign(builder);
        } catch (Exception e) {
            throw new IllegalStateException("cannot make a certificate: " + e.getMessage(), e);
        }
    }

    private interface Signing {
        X509Bundle sign(CertificateBuilder builder) throws Exception;
    }

    /** A leaf to be. Not safe for use by many threads. */
    public final class Leaf {
        private final CertificateBuilder builder = new CertificateBuilder();
        private Instant notBefore = Instant.now().minus(Duration.ofHours(1));
        private Instant notAfter = Instant.now().plus(LEAF_LIFETIME);

        private Leaf(String spiffeId) {
            builder.ecp256()
                    .subject("O=" + trustDomain)
                    .setKeyUsage(true, KeyUsage.digitalSignature)
                    .addExtensionOctetString(BASIC_CONSTRAINTS, true, CA_FALSE)
                    .addExtendedKeyUsageServerAuth()
                    .addExtendedKeyUsageClientAuth();
            if (!spiffeId.isEmpty()) {
                builder.addSanUriName(URI.create(spiffeId));
            }
        }

        public Leaf dns(String name) {
            builder.addSanDnsName(name);
            return this;
        }

        /** An address, in digits. */
        public Leaf ip(String address) {
            builder.addSanIpAddress(address);
            return this;
        }

        public Leaf valid(Instant from, Instant until) {
            notBefore = from;
            notAfter = until;
            return this;
        }

        /** Was valid until a minute ago. */
        public Leaf expired() {
            return valid(Instant.now().minus(LEAF_LIFETIME), Instant.now().minus(Duration.ofMinutes(1)));
        }

        /** Will be valid from an hour on. */
        public Leaf notYetValid() {
            return valid(Instant.now().plus(Duration.ofHours(1)), Instant.now().plus(LEAF_LIFETIME));
        }

        /** For what there is no method for. */
        public Leaf with(Consumer<CertificateBuilder> change) {
            change.accept(builder);
            return this;
        }

        public TestCertificate build() {
            builder.notBefore(notBefore).notAfter(notAfter);
            return new TestCertificate(TestCa.build(b -> b.buildIssuedBy(bundle), builder));
        }
    }
}
