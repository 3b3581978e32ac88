package io.meshsdk.internal.identity;

import static io.meshsdk.internal.identity.Identity.cluster;
import static io.meshsdk.internal.identity.Identity.downstream;
import static io.meshsdk.internal.identity.Identity.inline;
import static io.meshsdk.internal.identity.Identity.inlineRules;
import static io.meshsdk.internal.identity.Identity.sds;
import static io.meshsdk.internal.identity.Identity.sdsRules;
import static io.meshsdk.internal.identity.Identity.trusting;
import static io.meshsdk.internal.identity.Identity.upstream;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Metadata;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret;
import io.meshsdk.model.TransportSocket;
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
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final TestCertificate OWN = CA.workload("ns/shop/sa/web");

    private final Identity identity = Identity.create();

    @Test
    void refusesAClusterWhosePeerWouldNotBeVerifiedAndSaysHowToAllowIt() {
        identity.identities.apply(cluster("orders", upstream(inline(OWN.secret("")), new ValidationSource.None())));

        assertThat(identity.refusal("orders")).contains("cluster orders", "trusted_ca", "allowUnverified");
    }

    @Test
    void refusesAClusterThatAcceptsUntrustedChains() {
        Secret.ValidationContext rules =
                (Secret.ValidationContext) CA.validation("").content();
        ValidationSource untrusted = new ValidationSource.Inline(new Secret.ValidationContext(
                rules.trustedCa(), List.of(), rules.crl(), List.of(), List.of(), true, Map.of()));
        identity.identities.apply(cluster("orders", upstream(inline(OWN.secret("")), untrusted)));

        assertThat(identity.refusal("orders")).contains("accepts untrusted chains");
    }

    @Test
    void letsTheUserWaiveVerificationForAClusterByName() {
        Identity waived = Identity.create("orders");
        waived.identities.apply(cluster("orders", upstream(inline(OWN.secret("")), new ValidationSource.None())));
        waived.identities.apply(cluster("ratings", upstream(inline(OWN.secret("")), new ValidationSource.None())));

        assertThat(waived.of("orders")).isInstanceOf(ClientSecurity.Tls.class);
        assertThat(waived.of("ratings")).isInstanceOf(ClientSecurity.Refused.class);
    }

    @Test
    void refusesUntilTheSecretsCome() {
        identity.identities.apply(cluster("orders", upstream(sds("own"), sdsRules("peer"))));
        assertThat(identity.refusal("orders")).isEqualTo("cluster orders: the secret 'own' did not come yet");

        identity.identities.secret(OWN.secret("own"));
        assertThat(identity.refusal("orders")).contains("'peer' did not come yet");

        identity.identities.secret(CA.validation("peer"));
        assertThat(identity.of("orders")).isInstanceOf(ClientSecurity.Tls.class);
    }

    @Test
    void aSecretThatNothingNamesAnyMoreIsForgottenAndWhatUsesItStays() {
        identity.identities.apply(cluster("orders", upstream(sds("own"), sdsRules("peer"))));
        identity.identities.secret(OWN.secret("own"));
        identity.identities.secret(CA.validation("peer"));
        ClientSecurity inForce = identity.of("orders");

        identity.identities.forget(Set.of("own"));
        assertThat(identity.of("orders")).isSameAs(inForce);
        identity.identities.apply(cluster("users", upstream(sds("own"), sdsRules("peer"))));
        assertThat(identity.refusal("users")).contains("'own' did not come yet");
    }

    @Test
    void aChainIsGoodNoLongerThanEachOfItsCertificatesAndNoOtherChainOfItsLeafIs() {
        X509Certificate leaf = OWN.certificate();
        X509Certificate expired =
                CA.issue("spiffe://mesh.test/old").expired().build().certificate();
        X509Certificate[] good = {leaf, CA.root()};
        GoodChains chains = new GoodChains();
        chains.remember(good);
        assertThat(chains.has(good)).isTrue();
        assertThat(chains.has(new X509Certificate[] {leaf})).isTrue();
        assertThat(chains.has(new X509Certificate[] {leaf, expired})).isFalse();

        chains.remember(new X509Certificate[] {leaf, expired});
        assertThat(chains.has(new X509Certificate[] {leaf, expired})).isFalse();
        assertThat(chains.has(new X509Certificate[] {leaf})).isFalse();
    }

    @Test
    void saysThatASecretWasNotSentOrIsOfTheOtherKind() {
        identity.identities.apply(cluster("orders", upstream(sds("own"), sdsRules("own"))));
        identity.identities.absent("own");
        assertThat(identity.refusal("orders")).contains("'own' was not sent within the initial fetch timeout");

        identity.identities.secret(OWN.secret("own"));
        assertThat(identity.refusal("orders")).contains("'own' is a tls_certificate, and the other kind is asked for");
    }

    @Test
    void everyChangeIsAnotherGenerationAndTheSameContentIsNone() {
        identity.identities.apply(cluster("orders", upstream(sds("own"), sdsRules("peer"))));
        identity.identities.secret(OWN.secret("own"));
        identity.identities.secret(CA.validation("peer"));
        ClientSecurity first = identity.of("orders");

        identity.identities.secret(OWN.secret("own"));
        assertThat(identity.of("orders")).isSameAs(first);

        identity.identities.secret(CA.workload("ns/shop/sa/web").secret("own"));
        ClientSecurity second = identity.of("orders");
        assertThat(second.generation()).isNotEqualTo(first.generation());

        identity.identities.secret(CA.rotated().validation("peer"));
        assertThat(identity.of("orders").generation()).isNotIn(first.generation(), second.generation());
    }

    @Test
    void keepsTheLastGoodWhenKeyAndCertificateDoNotFitAndReportsIt() {
        identity.identities.apply(cluster("orders", upstream(sds("own"), inlineRules(CA.validation("")))));
        identity.identities.secret(OWN.secret("own"));
        ClientSecurity good = identity.of("orders");

        Secret.TlsCertificate one = (Secret.TlsCertificate) OWN.secret("own").content();
        Secret.TlsCertificate other = (Secret.TlsCertificate)
                CA.workload("ns/shop/sa/web").secret("own").content();
        identity.identities.secret(
                new Secret("own", new Secret.TlsCertificate(one.certificateChain(), other.privateKey())));

        assertThat(identity.of("orders")).isSameAs(good);
        assertThat(identity.rejected)
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString())
                        .contains("cluster orders", "the private key is not that of the certificate"));
    }

    @Test
    void aClusterWithAnotherSocketNeverKeepsTheFormerSocketsTrust() {
        identity.identities.apply(cluster("orders", upstream(inline(OWN.secret("")), trusting(CA))));
        assertThat(identity.of("orders")).isInstanceOf(ClientSecurity.Tls.class);

        identity.identities.apply(cluster("orders", upstream(inline(OWN.secret("")), sdsRules("other"))));
        assertThat(identity.of("orders")).isInstanceOf(ClientSecurity.Refused.class);
    }

    @Test
    void joinsTheDynamicContextWithTheDefaults() {
        Secret.ValidationContext defaults = Identity.rules(
                new DataSource.None(),
                new Secret.SanMatcher(
                        Secret.SanType.URI, new io.meshsdk.model.StringMatcher.Exact("spiffe://a/b", false)));
        ValidationSource combined = new ValidationSource.Combined(defaults, "roots", Identity.ADS);
        identity.identities.apply(cluster("orders", upstream(inline(OWN.secret("")), combined)));
        assertThat(identity.refusal("orders")).contains("'roots'");

        identity.identities.secret(CA.validation("roots"));
        assertThat(identity.of("orders")).isInstanceOf(ClientSecurity.Tls.class);
    }

    @Test
    void namesWithoutAnAuthorityToVouchForThemAreRefused() {
        ValidationSource namesOnly = new ValidationSource.Inline(Identity.rules(
                new DataSource.None(),
                new Secret.SanMatcher(
                        Secret.SanType.URI, new io.meshsdk.model.StringMatcher.Prefix("spiffe://", false))));
        identity.identities.apply(cluster("orders", upstream(inline(OWN.secret("")), namesOnly)));

        assertThat(identity.refusal("orders")).contains("no trusted_ca to vouch for them");
    }

    @Test
    void endpointsChooseAmongSocketsByTheirMetadata() {
        Cluster.TransportSocketMatch mtls = new Cluster.TransportSocketMatch(
                "tlsMode-istio", Map.of("tlsMode", "istio"), upstream(inline(OWN.secret("")), trusting(CA)));
        identity.identities.apply(cluster("orders", new TransportSocket.RawBuffer(), mtls));

        Metadata istio = new Metadata(Map.of("envoy.transport_socket_match", Map.of("tlsMode", "istio", "x", "y")));
        assertThat(identity.of("orders", istio)).isInstanceOf(ClientSecurity.Tls.class);
        assertThat(identity.of("orders")).isSameAs(ClientSecurity.PLAINTEXT);
    }

    @Test
    void unknownSocketsAreRefused() {
        identity.identities.apply(cluster("orders", new TransportSocket.Unsupported("starttls is not supported")));

        assertThat(identity.refusal("orders")).isEqualTo("cluster orders: starttls is not supported");
    }

    @Test
    void unknownCipherSuitesAreRefusedByName() {
        CommonTls common = new CommonTls(
                inline(OWN.secret("")),
                trusting(CA),
                List.of(),
                new TlsParameters("TLSv1.2", "TLSv1.3", List.of("NULL-SHA")));
        identity.identities.apply(cluster("orders", new UpstreamTls(common, "", false, false)));

        assertThat(identity.refusal("orders")).contains("NULL-SHA is not supported");
    }

    @Test
    void neverPrintsKeysOrPem() {
        Secret.TlsCertificate broken = new Secret.TlsCertificate(
                Identity.bytes(OWN.chain()), Identity.bytes(OWN.key().replace("M", "N")));
        identity.identities.apply(cluster("broken", upstream(new CertificateSource.Inline(broken), trusting(CA))));
        identity.identities.apply(cluster("orders", upstream(inline(OWN.secret("")), trusting(CA))));

        String secretLine = OWN.key().lines().skip(1).findFirst().orElseThrow().substring(30);
        assertThat(identity.rejected.toString()
                        + identity.warnings
                        + identity.refusal("broken")
                        + identity.of("orders"))
                .doesNotContain(secretLine)
                .doesNotContain("BEGIN");
        assertThat(broken.toString()).doesNotContain("BEGIN");
    }

    @Test
    void anOwnCertificateThatRunsOutStaysInUseAndIsReportedOnce() {
        Instant end = identity.time.now().plus(Duration.ofHours(1));
        TestCertificate brief = CA.issue("spiffe://mesh.test/brief")
                .valid(end.minus(Duration.ofHours(2)), end)
                .build();
        identity.identities.apply(cluster("orders", upstream(sds("own"), trusting(CA))));
        identity.identities.secret(brief.secret("own"));
        ClientSecurity inUse = identity.of("orders");
        assertThat(identity.warnings).isEmpty();

        identity.time.advance(Duration.ofHours(2));
        assertThat(identity.warnings)
                .singleElement()
                .satisfies(text -> assertThat(text).contains("ran out at " + end));
        assertThat(identity.of("orders")).isSameAs(inUse);
    }

    @Test
    void aReplacedCertificateIsNotReportedWhenItRunsOut() {
        Instant end = identity.time.now().plus(Duration.ofHours(1));
        identity.identities.apply(cluster("orders", upstream(sds("own"), trusting(CA))));
        identity.identities.secret(CA.issue("spiffe://mesh.test/brief")
                .valid(end.minus(Duration.ofHours(2)), end)
                .build()
                .secret("own"));
        identity.identities.secret(OWN.secret("own"));

        identity.time.advance(Duration.ofHours(2));
        assertThat(identity.warnings).isEmpty();
    }

    @Test
    void aServerThatRequiresCertificatesNeedsTrustToVerifyThem() {
        ServerSecurity security = identity.identities
                .server(downstream(inline(OWN.secret("")), new ValidationSource.None()))
                .get();

        assertThat(security)
                .isInstanceOfSatisfying(
                        ServerSecurity.Refused.class,
                        refused -> assertThat(refused.why())
                                .contains("requires client certificates and has no trusted_ca"));
    }

    @Test
    void aServerWithoutACertificateOrThatAcceptsUntrustedClientsIsRefused() {
        assertThat(identity.identities
                        .server(downstream(new CertificateSource.None(), trusting(CA)))
                        .get())
                .isInstanceOf(ServerSecurity.Refused.class);
        Secret.ValidationContext untrusted = new Secret.ValidationContext(
                Identity.bytes(CA.trustBundle()),
                List.of(),
                new DataSource.None(),
                List.of(),
                List.of(),
                true,
                Map.of());
        assertThat(identity.identities
                        .server(downstream(inline(OWN.secret("")), new ValidationSource.Inline(untrusted)))
                        .get())
                .isInstanceOf(ServerSecurity.Refused.class);
    }

    @Test
    void aServersSecurityFollowsItsSecrets() {
        DownstreamTls tls = downstream(sds("own"), sdsRules("peer"));
        var supplier = identity.identities.server(tls);
        assertThat(supplier.get()).isInstanceOf(ServerSecurity.Refused.class);

        identity.identities.secret(OWN.secret("own"));
        identity.identities.secret(CA.validation("peer"));
        ServerSecurity first = supplier.get();
        assertThat(first).isInstanceOf(ServerSecurity.Tls.class);

        identity.identities.secret(CA.workload("x").secret("own"));
        assertThat(supplier.get().generation()).isNotEqualTo(first.generation());
        assertThat(identity.identities.server(tls)).isSameAs(supplier);
    }
}
