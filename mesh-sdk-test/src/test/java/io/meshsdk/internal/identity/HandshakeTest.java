package io.meshsdk.internal.identity;

import static io.meshsdk.internal.identity.Identity.cluster;
import static io.meshsdk.internal.identity.Identity.downstream;
import static io.meshsdk.internal.identity.Identity.inline;
import static io.meshsdk.internal.identity.Identity.sds;
import static io.meshsdk.internal.identity.Identity.sdsRules;
import static io.meshsdk.internal.identity.Identity.trusting;
import static io.meshsdk.internal.identity.Identity.upstream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshsdk.call.Peer;
import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret;
import io.meshsdk.model.Secret.SanMatcher;
import io.meshsdk.model.Secret.SanType;
import io.meshsdk.model.StringMatcher;
import io.meshsdk.model.TransportSocket.CertificateSource;
import io.meshsdk.model.TransportSocket.CommonTls;
import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.model.TransportSocket.TlsParameters;
import io.meshsdk.model.TransportSocket.UpstreamTls;
import io.meshsdk.model.TransportSocket.ValidationSource;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ServerSecurity;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.CertificateVerifier;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is let in, in real handshakes, with BoringSSL and with the JDK. */
class HandshakeTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final String WEB_ID = "spiffe://mesh.test/ns/shop/sa/web";
    private static final String ORDERS_ID = "spiffe://mesh.test/ns/shop/sa/orders";
    private static final TestCertificate WEB = CA.issue(WEB_ID).build();
    private static final TestCertificate ORDERS =
            CA.issue(ORDERS_ID).dns("orders.test").build();

    enum Library {
        BORING_SSL(SslProvider.OPENSSL),
        JDK(SslProvider.JDK);

        final SslProvider provider;

        Library(SslProvider provider) {
            this.provider = provider;
        }
    }

    @Test
    void boringSslIsThereWhereItIsTested() {
        assertThat(OpenSsl.isAvailable())
                .as(() -> String.valueOf(OpenSsl.unavailabilityCause()))
                .isTrue();
        assertThat(TlsProvider.best()).isEqualTo(SslProvider.OPENSSL);
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesLearnWhoTheOtherIs(Library library) throws Exception {
        ClientSecurity.Tls client = client(library, WEB, trusting(CA, uri(exact(ORDERS_ID))));
        ServerSecurity.Tls server = server(library, ORDERS, trusting(CA));

        try (Handshake done = Handshake.run(client, server)) {
            assertThat(client.verify(done.client().getSession()).name()).isEqualTo(ORDERS_ID);
            assertThat(server.verify(done.server().getSession()).name()).isEqualTo(WEB_ID);
            assertThat(done.client().getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(done.client().getApplicationProtocol()).isEqualTo("http/1.1");
        }
        try (Handshake done = Handshake.jsse(client, server)) {
            assertThat(client.verify(done.client().getSession()).name()).isEqualTo(ORDERS_ID);
            assertThat(server.verify(done.server().getSession()).name()).isEqualTo(WEB_ID);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerOfAnotherNameIsRefused(Library library) {
        refusedByClient(
                library,
                ORDERS,
                trusting(CA, uri(exact("spiffe://mesh.test/ns/shop/sa/ratings"))),
                "names [" + ORDERS_ID + "]");
    }

    @ParameterizedTest
    @EnumSource
    void aServerOfAnotherAuthorityIsRefused(Library library) {
        refusedByClient(library, CA.rotated().issue(ORDERS_ID).build(), trusting(CA, uri(exact(ORDERS_ID))), "");
    }

    @ParameterizedTest
    @EnumSource
    void aServerWhoseCertificateRanOutIsRefused(Library library) {
        refusedByClient(library, CA.issue(ORDERS_ID).expired().build(), trusting(CA), "");
    }

    /** BoringSSL's numbers; without them it would tell the peer {@code internal_error}. */
    @Test
    void aRefusedPeerIsToldWhy() {
        ServerSecurity.Tls server = server(Library.BORING_SSL, ORDERS, trusting(CA, uri(exact(WEB_ID))));

        assertThat(alertFor(server, WEB, CA.rotated().issue(WEB_ID).build()))
                .as("unknown_ca")
                .isEqualTo(CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
        assertThat(alertFor(
                        server, WEB, TestCa.create("evil.test").issue(WEB_ID).build()))
                .as("unknown_ca")
                .isEqualTo(CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
        assertThat(alertFor(server, WEB, CA.issue(WEB_ID).expired().build()))
                .as("certificate_expired")
                .isEqualTo(CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED);
        assertThat(alertFor(server, WEB, CA.issue("spiffe://mesh.test/other").build()))
                .as("bad_certificate")
                .isEqualTo(CertificateVerifier.X509_V_ERR_CERT_REJECTED);
    }

    private static X509Certificate[] chain(TestCertificate shown) {
        return new X509Certificate[] {shown.certificate()};
    }

    private static int alertFor(ServerSecurity.Tls server, TestCertificate good, TestCertificate bad) {
        assertThatCode(() -> server.trustManager().checkClientTrusted(chain(good), "UNKNOWN"))
                .doesNotThrowAnyException();
        return catchThrowableOfType(
                        OpenSslCertificateException.class,
                        () -> server.trustManager().checkClientTrusted(chain(bad), "UNKNOWN"))
                .errorCode();
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateWithTwoUriSansIsNoSpiffeIdentity(Library library) {
        TestCertificate two = CA.issue(ORDERS_ID)
                .with(builder -> builder.addSanUriName(java.net.URI.create("spiffe://mesh.test/other")))
                .build();
        refusedByClient(library, two, trusting(CA, uri(exact(ORDERS_ID))), "exactly one URI SAN");
    }

    @ParameterizedTest
    @EnumSource
    void prefixSuffixContainsAndRegexMatchersLetIn(Library library) throws Exception {
        for (StringMatcher matcher : List.of(
                new StringMatcher.Prefix("spiffe://mesh.test/ns/shop/", false),
                new StringMatcher.Suffix("/sa/orders", false),
                new StringMatcher.Contains("/ns/shop/", false),
                new StringMatcher.SafeRegex("spiffe://[^/]+/ns/shop/sa/(orders|ratings)"))) {
            accepted(library, ORDERS, trusting(CA, uri(matcher)));
        }
        // Any one of several is enough.
        accepted(library, ORDERS, trusting(CA, uri(exact("spiffe://x/y")), uri(exact(ORDERS_ID))));
        accepted(library, ORDERS, trusting(CA, new SanMatcher(SanType.DNS, exact("orders.test"))));
        accepted(library, ORDERS, trusting(CA, new SanMatcher(SanType.ANY, exact(ORDERS_ID))));
        // A regular expression matches the whole name.
        refusedByClient(
                library, ORDERS, trusting(CA, uri(new StringMatcher.SafeRegex("spiffe://mesh.test/ns"))), "names");
        refusedByClient(library, ORDERS, trusting(CA, new SanMatcher(SanType.EMAIL, exact(ORDERS_ID))), "names");
    }

    @ParameterizedTest
    @EnumSource
    void aClientOfAnotherAuthorityOrNameIsRefused(Library library) {
        ServerSecurity.Tls server = server(library, ORDERS, trusting(CA, uri(exact(WEB_ID))));
        ClientSecurity.Tls foreign = client(library, CA.rotated().issue(WEB_ID).build(), trusting(CA));
        ClientSecurity.Tls other = client(library, CA.workload("ns/shop/sa/batch"), trusting(CA));

        assertThatThrownBy(() -> Handshake.run(foreign, server)).isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> Handshake.run(other, server)).isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aClientWithoutACertificateIsRefusedWhereOneIsRequired(Library library) {
        ServerSecurity.Tls server = server(library, ORDERS, trusting(CA));
        ClientSecurity.Tls nameless = client(library, new CertificateSource.None(), trusting(CA));

        assertThatThrownBy(() -> Handshake.run(nameless, server)).isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> Handshake.jsse(nameless, server)).isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @EnumSource
    void whereNoneIsRequiredAnonymousClientsPassAndForeignCertificatesDoNot(Library library) throws Exception {
        ServerSecurity.Tls server = optional(library, ORDERS, trusting(CA));
        ClientSecurity.Tls nameless = client(library, new CertificateSource.None(), trusting(CA));
        ClientSecurity.Tls foreign = client(library, CA.rotated().issue(WEB_ID).build(), trusting(CA));

        try (Handshake done = Handshake.run(nameless, server)) {
            assertThat(server.verify(done.server().getSession())).isEqualTo(Peer.ANONYMOUS);
        }
        try (Handshake done = Handshake.run(client(library, WEB, trusting(CA)), server)) {
            assertThat(server.verify(done.server().getSession()).name()).isEqualTo(WEB_ID);
        }
        assertThatThrownBy(() -> Handshake.run(foreign, server)).isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @EnumSource
    void theSniSentReplacesTheNamesWhereItMustMatch(Library library) throws Exception {
        ClientSecurity.Tls client = matchingSni(library);
        try (Handshake done = Handshake.run(client, server(library, ORDERS, trusting(CA)), "orders.test")) {
            assertThat(client.verify(done.client().getSession()).name()).isEqualTo(ORDERS_ID);
        }
        assertThatThrownBy(() ->
                        Handshake.run(matchingSni(library), server(library, ORDERS, trusting(CA)), "ratings.test"))
                .isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @EnumSource
    void trustBundlesHoldForTheirOwnTrustDomainOnly(Library library) throws Exception {
        TestCa other = TestCa.create("other.test");
        ValidationSource both = new ValidationSource.Inline(bundles(Map.of("mesh.test", CA, "other.test", other)));
        accepted(library, ORDERS, both);
        accepted(library, other.workload("orders"), both);

        // An authority that is trusted for one domain must not speak for another.
        refusedByClient(library, other.issue(ORDERS_ID).build(), both, "");
        refusedByClient(
                library,
                ORDERS,
                new ValidationSource.Inline(bundles(Map.of("other.test", other))),
                "trust domain 'mesh.test'");
    }

    @ParameterizedTest
    @EnumSource
    void pinsHoldTheLeaf(Library library) throws Exception {
        String hash = sha256Hex(ORDERS.certificate().getEncoded());
        accepted(library, ORDERS, new ValidationSource.Inline(pinned(List.of(hash), List.of())));
        refusedByClient(
                library,
                CA.issue(ORDERS_ID).build(),
                new ValidationSource.Inline(pinned(List.of(hash), List.of())),
                "none of those pinned");
        String key = java.util.Base64.getEncoder()
                .encodeToString(sha256(ORDERS.certificate().getPublicKey().getEncoded()));
        accepted(library, ORDERS, new ValidationSource.Inline(pinned(List.of(), List.of(key))));
    }

    @ParameterizedTest
    @EnumSource
    void rotationTakesEffectOnNewConnectionsAndOldSessionsAreNotResumed(Library library) throws Exception {
        TestCa next = CA.rotated();
        Identity clientSide = new Identity(library.provider, Map.of());
        clientSide.identities.apply(cluster("orders", upstream(sds("own"), sdsRules("peer"))));
        clientSide.identities.secret(WEB.secret("own"));
        clientSide.identities.secret(CA.validation("peer", ORDERS_ID));
        ClientSecurity.Tls before = clientSide.tls("orders");
        ServerSecurity.Tls oldServer = server(library, ORDERS, trusting(CA));
        Handshake.run(before, oldServer).close();

        clientSide.identities.secret(next.issue(WEB_ID).build().secret("own"));
        clientSide.identities.secret(next.validation("peer", ORDERS_ID));
        ClientSecurity.Tls after = clientSide.tls("orders");
        assertThat(after.generation()).isNotEqualTo(before.generation());

        // The server of the removed authority, to which the old generation has a session.
        assertThatThrownBy(() -> Handshake.run(after, oldServer)).isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> Handshake.jsse(after, oldServer)).isInstanceOf(SSLException.class);
        ServerSecurity.Tls newServer = server(library, next.issue(ORDERS_ID).build(), trusting(next));
        try (Handshake done = Handshake.run(after, newServer)) {
            assertThat(newServer.verify(done.server().getSession()).name()).isEqualTo(WEB_ID);
        }
        // And a client with a session of the old generation does not get into a server of the new one.
        assertThatThrownBy(() -> Handshake.run(before, newServer)).isInstanceOf(SSLException.class);
    }

    /** Whether a library resumes is its own affair; that both sides know each other must not depend on it. */
    @ParameterizedTest
    @EnumSource
    void withinAGenerationResumedSessionsKnowThePeerToo(Library library) throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            TlsParameters only = new TlsParameters(version, version, List.of());
            Identity identity = new Identity(library.provider, Map.of());
            identity.identities.apply(cluster(
                    "orders",
                    new UpstreamTls(
                            new CommonTls(inline(WEB.secret("")), trusting(CA, uri(exact(ORDERS_ID))), List.of(), only),
                            "",
                            false,
                            false)));
            ClientSecurity.Tls client = identity.tls("orders");
            ServerSecurity.Tls server = server(library, ORDERS, trusting(CA, uri(exact(WEB_ID))));
            for (int connection = 0; connection < 3; connection++) {
                try (Handshake done = Handshake.run(client, server)) {
                    assertThat(client.verify(done.client().getSession()).name()).isEqualTo(ORDERS_ID);
                    assertThat(server.verify(done.server().getSession()).name()).isEqualTo(WEB_ID);
                }
                try (Handshake done = Handshake.jsse(client, server)) {
                    assertThat(client.verify(done.client().getSession()).name()).isEqualTo(ORDERS_ID);
                    assertThat(server.verify(done.server().getSession()).name()).isEqualTo(WEB_ID);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSessionIsCheckedAgainByWhoeverHoldsIt(Library library) throws Exception {
        ClientSecurity.Tls anyName = client(library, WEB, trusting(CA));
        ClientSecurity.Tls otherName = client(library, WEB, trusting(CA, uri(exact("spiffe://mesh.test/other"))));
        ClientSecurity.Tls otherRoot = client(library, WEB, trusting(CA.rotated()));
        try (Handshake done = Handshake.run(anyName, server(library, ORDERS, trusting(CA)))) {
            var session = done.client().getSession();
            assertThat(anyName.verify(session).name()).isEqualTo(ORDERS_ID);
            assertThatThrownBy(() -> otherName.verify(session)).hasMessageContaining("asked for is");
            assertThatThrownBy(() -> otherRoot.verify(session))
                    .isInstanceOf(javax.net.ssl.SSLPeerUnverifiedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void waivedClustersAcceptAnyoneAndLearnNoName(Library library) throws Exception {
        Identity waived = new Identity(library.provider, Map.of(), "orders");
        waived.identities.apply(cluster("orders", upstream(inline(WEB.secret("")), new ValidationSource.None())));
        try (Handshake done = Handshake.run(waived.tls("orders"), server(library, ORDERS, trusting(CA)))) {
            assertThat(waived.tls("orders").verify(done.client().getSession())).isEqualTo(Peer.ANONYMOUS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void versionsAndCiphersAreThoseConfigured(Library library) throws Exception {
        TlsParameters old = new TlsParameters(
                "TLSv1.2", "TLSv1.2", List.of("[ECDHE-ECDSA-AES256-GCM-SHA384|ECDHE-RSA-AES256-GCM-SHA384]"));
        Identity identity = new Identity(library.provider, Map.of());
        identity.identities.apply(cluster(
                "orders",
                new UpstreamTls(
                        new CommonTls(inline(WEB.secret("")), trusting(CA), List.of(), old), "", false, false)));
        ServerSecurity.Tls server = server(library, ORDERS, trusting(CA));
        for (boolean jsse : new boolean[] {false, true}) {
            try (Handshake done = jsse
                    ? Handshake.jsse(identity.tls("orders"), server)
                    : Handshake.run(identity.tls("orders"), server)) {
                assertThat(done.client().getSession().getProtocol()).isEqualTo("TLSv1.2");
                assertThat(done.client().getSession().getCipherSuite()).contains("AES_256_GCM");
                assertThat(server.verify(done.server().getSession()).name()).isEqualTo(WEB_ID);
            }
        }
    }

    private static void accepted(Library library, TestCertificate server, ValidationSource rules) throws SSLException {
        ClientSecurity.Tls client = client(library, WEB, rules);
        try (Handshake done = Handshake.run(client, server(library, server, trusting(CA)))) {
            client.verify(done.client().getSession());
        }
    }

    private static void refusedByClient(
            Library library, TestCertificate server, ValidationSource rules, String because) {
        ClientSecurity.Tls client = client(library, WEB, rules);
        assertThatThrownBy(() -> Handshake.run(client, server(library, server, trusting(CA))))
                .isInstanceOf(SSLException.class);
        // The engines tell the reason each in its own way, and the server only sees an alert.
        X509Certificate[] shown = {server.certificate()};
        assertThatThrownBy(() -> client.trustManager().checkServerTrusted(shown, "UNKNOWN"))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining(because);
    }

    private static ClientSecurity.Tls client(Library library, TestCertificate own, ValidationSource rules) {
        return client(library, inline(own.secret("")), rules);
    }

    private static ClientSecurity.Tls client(Library library, CertificateSource own, ValidationSource rules) {
        Identity identity = new Identity(library.provider, Map.of());
        identity.identities.apply(cluster("orders", upstream(own, rules)));
        return identity.tls("orders");
    }

    private static ClientSecurity.Tls matchingSni(Library library) {
        Identity identity = new Identity(library.provider, Map.of());
        identity.identities.apply(cluster(
                "orders",
                new UpstreamTls(
                        Identity.common(inline(WEB.secret("")), trusting(CA, uri(exact("spiffe://nobody/at/all")))),
                        "orders.test",
                        false,
                        true)));
        return identity.tls("orders");
    }

    private static ServerSecurity.Tls server(Library library, TestCertificate own, ValidationSource rules) {
        return server(library, downstream(inline(own.secret("")), rules));
    }

    private static ServerSecurity.Tls optional(Library library, TestCertificate own, ValidationSource rules) {
        return server(library, new DownstreamTls(Identity.common(inline(own.secret("")), rules), false));
    }

    private static ServerSecurity.Tls server(Library library, DownstreamTls tls) {
        return (ServerSecurity.Tls)
                new Identity(library.provider, Map.of()).identities.server(tls).get();
    }

    private static Secret.ValidationContext bundles(Map<String, TestCa> authorities) {
        Map<String, DataSource> roots = new java.util.HashMap<>();
        authorities.forEach((domain, ca) -> roots.put(domain, Identity.bytes(ca.trustBundle())));
        return new Secret.ValidationContext(
                new DataSource.None(), List.of(), new DataSource.None(), List.of(), List.of(), false, roots);
    }

    private static Secret.ValidationContext pinned(List<String> hashes, List<String> keys) {
        return new Secret.ValidationContext(
                new DataSource.None(), List.of(), new DataSource.None(), hashes, keys, false, Map.of());
    }

    private static SanMatcher uri(StringMatcher matcher) {
        return new SanMatcher(SanType.URI, matcher);
    }

    private static StringMatcher exact(String value) {
        return new StringMatcher.Exact(value, false);
    }

    private static String sha256Hex(byte[] bytes) throws Exception {
        return java.util.HexFormat.of().formatHex(sha256(bytes));
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
