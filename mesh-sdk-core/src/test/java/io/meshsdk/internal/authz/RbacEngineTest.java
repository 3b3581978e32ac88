package io.meshsdk.internal.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.model.CidrRange;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.Rbac;
import io.meshsdk.model.Rbac.Permission;
import io.meshsdk.model.Rbac.Policy;
import io.meshsdk.model.Rbac.Principal;
import io.meshsdk.model.Rbac.ValueMatch;
import io.meshsdk.model.StringMatcher;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RbacEngineTest {
    private static final Peer WEB =
            new Peer.Certified(List.of("spiffe://mesh.test/ns/shop/sa/web"), List.of("web.shop.svc"), "CN=web,O=mesh");

    @ParameterizedTest(name = "{0} with a policy that matches ({1}) allows: {2}")
    @CsvSource({
        "ALLOW, true, true",
        "ALLOW, false, false",
        "DENY, true, false",
        "DENY, false, true",
        "LOG, true, true",
        "LOG, false, true",
    })
    void theActionSaysWhatAMatchMeans(Rbac.Action action, boolean matches, boolean allowed) {
        Principal who = matches ? new Principal.Any() : new Principal.Not(new Principal.Any());
        assertThat(engine(action, "p", new Permission.Any(), who)
                        .decide(call("/", WEB))
                        .allowed())
                .isEqualTo(allowed);
    }

    @Test
    void withoutPoliciesAllowDeniesAllAndDenyAllowsAll() {
        assertThat(RbacEngine.compile(new Rbac(Rbac.Action.ALLOW, new TreeMap<>()))
                        .decide(call("/", WEB))
                        .allowed())
                .isFalse();
        assertThat(RbacEngine.compile(new Rbac(Rbac.Action.DENY, new TreeMap<>()))
                        .decide(call("/", WEB))
                        .allowed())
                .isTrue();
    }

    @Test
    void theFirstPolicyByNameDecidesAndIsNamed() {
        TreeMap<String, Policy> policies = new TreeMap<>();
        policies.put("b rule", policy(new Permission.Any(), new Principal.Any()));
        policies.put("a rule", policy(new Permission.Any(), new Principal.Any()));
        RbacDecision decision =
                RbacEngine.compile(new Rbac(Rbac.Action.DENY, policies)).decide(call("/", WEB));

        assertThat(decision.policy()).isEqualTo("a rule");
        assertThat(decision.details()).isEqualTo("rbac_access_denied_matched_policy[a_rule]");
    }

    @Test
    void aRefusalWithoutAPolicyNamesNone() {
        assertThat(engine(Rbac.Action.ALLOW, "p", new Permission.Any(), new Principal.Not(new Principal.Any()))
                        .decide(call("/", WEB))
                        .details())
                .isEqualTo("rbac_access_denied_matched_policy[none]");
    }

    @ParameterizedTest
    @CsvSource({
        "spiffe://mesh.test/ns/shop/sa/web, true",
        "web.shop.svc, true",
        "'CN=web,O=mesh', true",
        "spiffe://mesh.test/ns/shop/sa/batch, false",
    })
    void aPeerIsKnownByEachOfItsNames(String name, boolean known) {
        RbacEngine engine = engine(
                Rbac.Action.ALLOW,
                "p",
                new Permission.Any(),
                new Principal.Authenticated(new StringMatcher.Exact(name, false)));
        assertThat(engine.decide(call("/", WEB)).allowed()).isEqualTo(known);
        assertThat(engine.decide(call("/", Peer.PLAINTEXT)).allowed()).isFalse();
        assertThat(engine.decide(call("/", Peer.ANONYMOUS)).allowed()).isFalse();
        assertThat(engine.asksForPeer()).isTrue();
    }

    @Test
    void anyTlsConnectionIsAuthenticatedAndPlaintextIsNot() {
        RbacEngine engine = engine(Rbac.Action.ALLOW, "p", new Permission.Any(), new Principal.AnyAuthenticated());
        assertThat(engine.decide(call("/", WEB)).allowed()).isTrue();
        assertThat(engine.decide(call("/", Peer.ANONYMOUS)).allowed()).isTrue();
        assertThat(engine.decide(call("/", Peer.PLAINTEXT)).allowed()).isFalse();
    }

    @Test
    void urlPathLeavesTheQueryAndTheHeaderPathHasIt() {
        RbacEngine path = engine(
                Rbac.Action.ALLOW,
                "p",
                new Permission.UrlPath(new StringMatcher.Exact("/a", false)),
                new Principal.Any());
        RbacEngine header =
                engine(Rbac.Action.ALLOW, "p", new Permission.Header(exact(":path", "/a")), new Principal.Any());
        assertThat(path.decide(call("/a?b=c", WEB)).allowed()).isTrue();
        assertThat(header.decide(call("/a?b=c", WEB)).allowed()).isFalse();
        assertThat(header.decide(call("/a", WEB)).allowed()).isTrue();
    }

    @Test
    void aRuleOnTheHostHeaderMeansTheAuthority() {
        RbacEngine engine =
                engine(Rbac.Action.DENY, "p", new Permission.Header(exact("host", "shop.test")), new Principal.Any());
        assertThat(engine.decide(call("/", WEB)).allowed()).isFalse();
    }

    @Test
    void portsAndAddressesAreTheConnections() {
        assertThat(engine(Rbac.Action.ALLOW, "p", new Permission.DestinationPort(8080), new Principal.Any())
                        .decide(call("/", WEB))
                        .allowed())
                .isTrue();
        assertThat(engine(Rbac.Action.ALLOW, "p", new Permission.DestinationPortRange(8000, 8080), new Principal.Any())
                        .decide(call("/", WEB))
                        .allowed())
                .isFalse();
        assertThat(engine(
                                Rbac.Action.ALLOW,
                                "p",
                                new Permission.DestinationIp(new CidrRange("10.0.0.0", 8)),
                                new Principal.DirectRemoteIp(new CidrRange("10.1.2.3", 32)))
                        .decide(call("/", WEB))
                        .allowed())
                .isTrue();
    }

    @Test
    void metadataIsMatchedByItsPath() {
        Rbac.MetadataMatcher matcher = new Rbac.MetadataMatcher(
                "jwt", List.of("claims", "groups"), new ValueMatch.ListOneOf(text("admin")), false);
        RbacEngine engine = engine(Rbac.Action.ALLOW, "p", new Permission.Any(), new Principal.Metadata(matcher));
        Metadata admin = new Metadata(Map.of("jwt", Map.of("claims", Map.of("groups", List.of("dev", "admin")))));
        assertThat(engine.decide(call("/", WEB)).allowed()).isFalse();
        assertThat(engine.decide(with(admin)).allowed()).isTrue();
    }

    @Test
    void rulesThatCannotBeCompiledAreAnError() {
        assertThatThrownBy(() -> engine(
                        Rbac.Action.DENY,
                        "p",
                        new Permission.UrlPath(new StringMatcher.SafeRegex("(")),
                        new Principal.Any()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IpRange.of(new CidrRange("not-an-ip", 8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{0}/{1} has {2}: {3}")
    @CsvSource({
        "10.0.0.0, 8, 10.255.0.1, true",
        "10.9.9.9, 8, 10.0.0.1, true",
        "10.0.0.0, 8, 11.0.0.1, false",
        "0.0.0.0, 0, 1.2.3.4, true",
        "10.1.2.3, 33, 10.1.2.3, true",
        "::, 0, 1.2.3.4, false",
        "::, 0, fe80::1, true",
        "2001:db8::, 32, 2001:db8:1::1, true",
        "2001:db8::, 32, 2001:db9::1, false",
        "2001:db8::1:0, 112, 2001:db8::1:ffff, true",
        "2001:db8::1:0, 112, 2001:db8::2:ffff, false",
    })
    void rangesHoldTheirAddresses(String prefix, int length, String address, boolean expected) {
        IpAddress parsed = Objects.requireNonNull(IpAddress.parse(address));
        assertThat(IpRange.of(new CidrRange(prefix, length)).contains(parsed)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.04",
        "a.b.c.d",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "12345::"
    })
    void whatIsNoAddressIsNone(String text) {
        assertThat(IpAddress.parse(text)).isNull();
    }

    private static RbacEngine engine(Rbac.Action action, String name, Permission what, Principal who) {
        TreeMap<String, Policy> policies = new TreeMap<>();
        policies.put(name, policy(what, who));
        return RbacEngine.compile(new Rbac(action, policies));
    }

    private static Policy policy(Permission what, Principal who) {
        return new Policy(List.of(what), List.of(who));
    }

    private static HeaderMatcher exact(String name, String value) {
        return new HeaderMatcher(name, new HeaderMatcher.Text(new StringMatcher.Exact(value, false)), false, false);
    }

    private static ValueMatch text(String value) {
        return new ValueMatch.Text(new StringMatcher.Exact(value, false));
    }

    private static Subject with(Metadata metadata) {
        Subject plain = call("/", WEB);
        return new Subject(
                plain.head(),
                plain.peer(),
                plain.directRemote(),
                plain.remote(),
                plain.destination(),
                plain.destinationPort(),
                plain.serverName(),
                metadata);
    }

    private static Subject call(String path, Peer peer) {
        IpAddress remote = Objects.requireNonNull(IpAddress.parse("10.1.2.3"));
        IpAddress local = Objects.requireNonNull(IpAddress.parse("10.0.0.1"));
        return new Subject(
                new RequestHead("GET", "https", "shop.test", path, Headers.EMPTY),
                peer,
                remote,
                remote,
                local,
                8080,
                "",
                Metadata.EMPTY);
    }
}
