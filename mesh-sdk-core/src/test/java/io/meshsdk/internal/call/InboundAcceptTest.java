package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.InboundFixture.addresses;
import static io.meshsdk.internal.call.InboundFixture.chain;
import static io.meshsdk.internal.call.InboundFixture.facts;
import static io.meshsdk.internal.call.InboundFixture.http;
import static io.meshsdk.internal.call.InboundFixture.listener;
import static io.meshsdk.internal.call.InboundFixture.match;
import static io.meshsdk.internal.call.InboundFixture.mtls;
import static io.meshsdk.internal.call.InboundFixture.plaintext;
import static io.meshsdk.internal.call.InboundFixture.serverNames;
import static io.meshsdk.internal.call.InboundFixture.tls;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.engine.Inbound.Acceptance;
import io.meshsdk.model.CidrRange;
import io.meshsdk.model.FilterChain;
import io.meshsdk.model.FilterChain.NetworkFilter;
import io.meshsdk.model.FilterChainMatch;
import io.meshsdk.model.FilterChainMatch.SourceType;
import io.meshsdk.model.Rbac;
import io.meshsdk.model.Rbac.Permission;
import io.meshsdk.model.Rbac.Principal;
import io.meshsdk.model.StringMatcher;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.transport.ServerSecurity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InboundAcceptTest {
    private static final TransportSocket RAW = new TransportSocket.RawBuffer();

    private final InboundFixture mesh = new InboundFixture();

    @Test
    void isClosedUntilTheFirstConfiguration() {
        Acceptance.Refuse refused = mesh.refused(plaintext());

        assertThat(refused.flags().contains(ResponseFlag.NFCF)).isTrue();
        assertThat(refused.why()).contains("no configuration yet", "8080");
    }

    @Test
    void isClosedWhereNoListenerCoversThePort() {
        mesh.with();

        assertThat(mesh.refused(plaintext()).flags().contains(ResponseFlag.NR)).isTrue();
        assertThat(mesh.refused(plaintext()).why()).contains("no inbound listener covers");
    }

    @Test
    void isClosedOnAnAddressThatNoListenerCovers() {
        mesh.with(listener("in", "10.0.0.2", Optional.empty(), chain(http())));

        assertThat(mesh.refused(plaintext()).why()).contains("no inbound listener covers");
    }

    @Test
    void theListenerOfTheVeryAddressComesBeforeThatOfAll() {
        mesh.with(
                listener("any", "0.0.0.0", Optional.empty(), chain("any", FilterChainMatch.ANY, RAW)),
                listener("own", "10.0.0.1", Optional.empty(), chain("own", FilterChainMatch.ANY, RAW)));

        assertThat(mesh.chainFor(plaintext())).isEqualTo("own");
    }

    @Test
    void permissiveTakesMeshTlsAndPlaintextOnOnePort() {
        mesh.with(listener(
                chain("mtls", match("tls", "istio", "istio-http/1.1"), mtls()),
                chain("plain", match("raw_buffer"), RAW)));

        assertThat(mesh.chainFor(plaintext())).isEqualTo("plain");
        assertThat(mesh.chainFor(tls("", "istio-http/1.1", "http/1.1"))).isEqualTo("mtls");
        assertThat(mesh.chainFor(tls("", "http/1.1"))).startsWith("refused: no filter chain of listener in");
    }

    @ParameterizedTest(name = "SNI {0} goes to {1}")
    @CsvSource({
        "a.shop.test, exact",
        "b.shop.test, near",
        "x.y.shop.test, near",
        "other.test, far",
        "test, none",
        "'', none",
    })
    void theMostSpecificServerNameWins(String sni, String expected) {
        mesh.with(listener(
                chain("none", FilterChainMatch.ANY, RAW),
                chain("far", serverNames("*.test"), RAW),
                chain("near", serverNames("*.shop.test"), RAW),
                chain("exact", serverNames("a.shop.test"), RAW)));

        assertThat(mesh.chainFor(tls(sni))).isEqualTo(expected);
    }

    @Test
    void anEarlierLevelDecidesAndThereIsNoWayBack() {
        mesh.with(listener(
                "in",
                "0.0.0.0",
                Optional.of(chain("default", FilterChainMatch.ANY, RAW)),
                chain("port, but from elsewhere", addresses(8080, "", "192.0.2.0/24", SourceType.ANY), RAW),
                chain("no port", addresses(0, "", "10.0.0.0/8", SourceType.ANY), RAW)));

        // The chain of the port fits better at the first level and fails at a later one: the default is left.
        assertThat(mesh.chainFor(plaintext())).isEqualTo("default");
    }

    @ParameterizedTest(name = "to {0} from {1} goes to {2}")
    @CsvSource({
        "10.0.0.1, 10.9.9.9, near",
        "10.7.0.1, 10.9.9.9, far",
        "127.0.0.1, 127.0.0.1, local",
        "192.0.2.1, 192.0.2.9, external",
    })
    void theLongestPrefixAndThenTheSourceDecide(String local, String remote, String expected) {
        mesh.with(listener(
                chain("far", addresses(0, "10.0.0.0/8", "", SourceType.ANY), RAW),
                chain("near", addresses(0, "10.0.0.0/16", "", SourceType.ANY), RAW),
                chain("local", addresses(0, "", "", SourceType.SAME_IP_OR_LOOPBACK), RAW),
                chain("external", addresses(0, "", "", SourceType.EXTERNAL), RAW)));

        assertThat(mesh.chainFor(facts(local, remote, Encryption.PLAINTEXT, "")))
                .isEqualTo(expected);
    }

    @Test
    void aChainOfAnotherPortIsNotTaken() {
        mesh.with(listener(chain("other port", addresses(9090, "", "", SourceType.ANY), RAW)));

        assertThat(mesh.refused(plaintext()).why()).contains("no filter chain");
    }

    @Test
    void anUnknownNetworkFilterRefusesTheConnection() {
        mesh.with(listener(chain(new NetworkFilter.Unsupported("type.googleapis.com/x.Guard"), http())));

        assertThat(mesh.refused(plaintext()).why()).contains("x.Guard is not supported");
    }

    @Test
    void anInertNetworkFilterDoesNot() {
        mesh.with(listener(chain(new NetworkFilter.Inert("type.googleapis.com/istio.Stats"), http())));

        assertThat(mesh.chainFor(plaintext())).isEqualTo("only");
    }

    @Test
    void aChainWithoutHttpRefuses() {
        mesh.with(listener(chain()));

        assertThat(mesh.refused(plaintext()).why()).contains("no HTTP connection manager");
    }

    @Test
    void aListenerWithAPartThatCannotBeReadRefusesAll() {
        FilterChainMatch broken = new FilterChainMatch(
                Optional.empty(),
                List.of(new CidrRange("nonsense", 8)),
                List.of(),
                "",
                List.of(),
                SourceType.ANY,
                List.of(),
                List.of(),
                List.of());
        mesh.with(listener(chain("broken", broken, RAW), chain("open", FilterChainMatch.ANY, RAW)));

        assertThat(mesh.refused(plaintext()).why()).contains("listener in: not an IP range: nonsense/8");
    }

    @Test
    void networkPoliciesRefuseByAddressAtOnce() {
        Rbac denied = InboundFixture.rules(
                Rbac.Action.DENY, new Permission.Any(), new Principal.DirectRemoteIp(new CidrRange("10.9.0.0", 16)));
        mesh.with(listener(chain(new NetworkFilter.NetworkRbac(denied), http())));

        assertThat(mesh.refused(plaintext()).why()).isEqualTo("rbac_access_denied_matched_policy[policy]");
        assertThat(mesh.chainFor(facts("10.0.0.1", "10.8.0.1", Encryption.PLAINTEXT, "")))
                .isEqualTo("only");
    }

    @Test
    void theServerNameIsKnownToPoliciesOnlyWhereSomethingReadsIt() {
        Rbac named = InboundFixture.rules(
                Rbac.Action.ALLOW,
                new Permission.RequestedServerName(new StringMatcher.Exact("shop.test", false)),
                new Principal.Any());
        FilterChain unread = chain(new NetworkFilter.NetworkRbac(named), http());
        mesh.with(listener(unread));
        assertThat(mesh.refused(tls("shop.test")).why()).contains("matched_policy[none]");

        mesh.with(listener(new FilterChain("read", serverNames("shop.test"), RAW, unread.filters())));
        assertThat(mesh.chainFor(tls("shop.test"))).isEqualTo("read");
    }

    @Test
    void aConnectionGetsTheKeyOfTheMomentAndKeepsIt() {
        mesh.keys.put(mtls(), new FakeServerTls(1, true));
        mesh.with(listener(chain("mtls", FilterChainMatch.ANY, mtls())));
        var first = ((Acceptance.Accept) mesh.inbound.accept(tls(""))).chain();

        mesh.keys.put(mtls(), new FakeServerTls(2, true));
        var second = ((Acceptance.Accept) mesh.inbound.accept(tls(""))).chain();
        assertThat(first.security().generation()).isEqualTo(1);
        assertThat(second.security().generation()).isEqualTo(2);
        assertThat(mesh.retained).containsExactly(mtls());
    }

    @Test
    void anUnknownTransportSocketIsRefusedSecurity() {
        mesh.with(
                listener(chain("odd", FilterChainMatch.ANY, new TransportSocket.Unsupported("quic is not supported"))));

        var chain = ((Acceptance.Accept) mesh.inbound.accept(plaintext())).chain();
        assertThat(chain.security())
                .isInstanceOfSatisfying(
                        ServerSecurity.Refused.class,
                        refused -> assertThat(refused.why()).contains("quic is not supported"));
    }

    @Test
    void outboundListenersAreNoWayIn() {
        var inbound = listener(chain(http()));
        mesh.with(new io.meshsdk.model.Listener(
                "out",
                inbound.address(),
                io.meshsdk.model.Listener.TrafficDirection.OUTBOUND,
                Optional.empty(),
                inbound.filterChains(),
                Optional.empty(),
                false));

        assertThat(mesh.refused(plaintext()).why()).contains("no inbound listener covers");
    }
}
