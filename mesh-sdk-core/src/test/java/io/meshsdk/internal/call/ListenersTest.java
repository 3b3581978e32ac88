package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.Fixture.refused;
import static io.meshsdk.internal.call.Routes.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.LocalReply;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Outbound.Reach;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.call.OutboundPolicy.UnknownHost;
import io.meshsdk.internal.config.Configuration;
import io.meshsdk.internal.upstream.Clusters;
import io.meshsdk.model.FilterChain;
import io.meshsdk.model.FilterChain.NetworkFilter;
import io.meshsdk.model.FilterChainMatch;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Listener.TrafficDirection;
import io.meshsdk.model.Rbac;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private static final RouteConfiguration ALL = Routes.all(to("orders"));
    private static final HttpFilter DENIES_ADMIN = InboundFixture.rbac(
            InboundFixture.rules(Rbac.Action.DENY, InboundFixture.path("/admin"), new Rbac.Principal.Any()));

    @Test
    void theApiListenerOfTheNameIsTakenWithAndWithoutItsPort() {
        Fixture mesh = mesh(api("orders"), api("users"), bound("web", 80, TrafficDirection.OUTBOUND));
        assertThat(listener(mesh.open("orders/"))).isEqualTo("orders");
        assertThat(listener(mesh.open("users:80/"))).isEqualTo("users");
        assertThat(listener(mesh.open("other/"))).isEqualTo("web");
    }

    @Test
    void elseTheListenerBoundToThePort() {
        Fixture mesh = mesh(bound("a", 80, TrafficDirection.OUTBOUND), bound("b", 8080, TrafficDirection.UNSPECIFIED));
        assertThat(listener(mesh.open("orders/"))).isEqualTo("a");
        assertThat(listener(mesh.open("orders:8080/"))).isEqualTo("b");
    }

    @Test
    void whereListenersMayBeMissingNoCallPassesBy() {
        Fixture mesh = new Fixture(passing(), CallObserver.NONE);
        Optional<String> doubt = Optional.of("the control plane is silent");
        mesh.publish(new Configuration(Map.of(), Map.of(), Map.of(), Optional.empty()));
        assertThat(mesh.open("orders/").plan()).isInstanceOf(Plan.PassThrough.class);

        mesh.publish(new Configuration(Map.of(), Map.of(), Map.of(), doubt));
        LocalReply reply = refused(mesh.open("orders/").plan());
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body()).contains("the control plane is silent");
        assertThat(mesh.calls.reach("orders")).isInstanceOf(Reach.Meshed.class);

        // One is there, and has no virtual host for it.
        RouteConfiguration users = Routes.configuration(
                Routes.host("v", "users", Routes.route("r", RouteMatch.prefix("/"), to("orders"))));
        Listener one = Routes.api("out", users, Routes.ROUTER);
        mesh.publish(new Configuration(Map.of("out", one), Map.of(), Map.of(), Optional.empty()));
        assertThat(mesh.open("orders/").plan()).isInstanceOf(Plan.PassThrough.class);
        mesh.publish(new Configuration(Map.of("out", one), Map.of(), Map.of(), doubt));
        assertThat(refused(mesh.open("orders/").plan()).body()).contains("the control plane is silent");
        assertThat(mesh.calls.reach("orders")).isInstanceOf(Reach.Meshed.class);
    }

    @Test
    void elseTheOnlyOutboundListener() {
        Fixture mesh = mesh(bound("a", 15001, TrafficDirection.OUTBOUND), bound("in", 80, TrafficDirection.INBOUND));
        assertThat(listener(mesh.open("orders/"))).isEqualTo("a");
    }

    @Test
    void aListenerOnAPortThatIsServedIsInboundUnlessItSaysOtherwise() {
        OutboundPolicy serving = OutboundPolicy.STRICT.withServedPort(port -> port == 80);
        Fixture mesh = mesh(
                serving,
                bound("in", 80, TrafficDirection.UNSPECIFIED),
                bound("out", 15001, TrafficDirection.UNSPECIFIED));
        assertThat(listener(mesh.open("orders/"))).isEqualTo("out");
    }

    @Test
    void theCallersNameStandsAboveAll() {
        Fixture mesh = mesh(api("orders"), bound("web", 80, TrafficDirection.OUTBOUND));
        assertThat(listener(mesh.calls.open(Routes.get("orders/"), CallOptions.HTTP.withListener("web"))))
                .isEqualTo("web");
        OutboundCall unknown = mesh.calls.open(Routes.get("orders/"), CallOptions.HTTP.withListener("none"));
        assertThat(refused(unknown.plan()).body()).contains("no outbound listener none");
    }

    @Test
    void twoCandidatesAreAnErrorThatNamesBoth() {
        Fixture port = mesh(bound("a", 80, TrafficDirection.OUTBOUND), bound("b", 80, TrafficDirection.OUTBOUND));
        assertThat(refused(port.open("orders/").plan()).body())
                .contains("a and b")
                .contains("bound to one port");

        Fixture none =
                mesh(passing(), bound("a", 1, TrafficDirection.OUTBOUND), bound("b", 2, TrafficDirection.OUTBOUND));
        assertThat(refused(none.open("orders/").plan()).body()).contains("a, b");
    }

    @Test
    void anUnknownHostPassesByOnlyWhereThatIsWanted() {
        RouteConfiguration orders = Routes.configuration(
                Routes.host("v", "orders", Routes.route("r", RouteMatch.prefix("/"), to("orders"))));
        Listener listener = Routes.api("out", orders, Routes.ROUTER);
        Fixture strict = mesh(listener);
        assertThat(refused(strict.open("other/").plan()).flags()).hasToString("NR");
        assertThat(strict.calls.reach("other"))
                .isInstanceOfSatisfying(
                        Reach.Unknown.class,
                        unknown -> assertThat(unknown.refuse()).isTrue());

        Fixture open = mesh(passing(), listener);
        assertThat(open.open("other/").plan()).isInstanceOf(Plan.PassThrough.class);
        assertThat(open.calls.reach("orders")).isInstanceOf(Reach.Meshed.class);
        assertThat(new Fixture().calls.reach("orders")).isInstanceOf(Reach.NotYet.class);
    }

    @Test
    void anUnknownHostPassesNoFilterThatRefusesIt() {
        RouteConfiguration orders = Routes.configuration(
                Routes.host("v", "orders", Routes.route("r", RouteMatch.prefix("/"), to("orders"))));
        Fixture denying = mesh(passing(), Routes.api("out", orders, InboundFixture.filters(DENIES_ADMIN)));
        LocalReply denied = refused(denying.open("other/admin").plan());
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.body()).isEqualTo("RBAC: access denied");
        assertThat(denying.open("other/").plan()).isInstanceOf(Plan.PassThrough.class);
        assertThat(denying.calls.reach("other")).isInstanceOf(Reach.Undecided.class);

        HttpFilter unknown = new HttpFilter("x", new FilterConfig.Unsupported("type/x", false), false);
        Fixture unread = mesh(passing(), Routes.api("out", orders, InboundFixture.filters(unknown)));
        LocalReply refused = refused(unread.open("other/").plan());
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.body()).contains("type/x");
    }

    @Test
    void aVirtualHostWithoutARouteIsTheMeshsAndIsNotPassedBy() {
        RouteConfiguration orders = Routes.configuration(
                Routes.host("v", "orders", Routes.route("r", RouteMatch.prefix("/only"), to("orders"))));
        Fixture open = mesh(passing(), Routes.api("out", orders, Routes.ROUTER));
        assertThat(refused(open.open("orders/x").plan()).status()).isEqualTo(404);
    }

    @Test
    void aRouteConfigurationThatIsNotThereIsToldByName() {
        Listener rds = new Listener(
                "out",
                Optional.empty(),
                TrafficDirection.OUTBOUND,
                Optional.of(Routes.manager(
                        new RouteSource.Rds(
                                "routes", new io.meshsdk.model.ConfigSourceRef.Ads(java.time.Duration.ofSeconds(15))),
                        Routes.ROUTER)),
                List.of(),
                Optional.empty(),
                false);
        assertThat(refused(mesh(rds).open("orders/").plan()).body()).contains("route configuration routes");
    }

    @Test
    void anUnknownNetworkFilterStopsCallsThatWouldPassIt() {
        Listener listener = bound("web", 80, TrafficDirection.OUTBOUND, new NetworkFilter.Unsupported("type/x"));
        assertThat(refused(mesh(listener).open("orders/").plan()).body()).contains("listener web");
    }

    private static OutboundPolicy passing() {
        return OutboundPolicy.STRICT.withUnknownHost(UnknownHost.PASS_THROUGH);
    }

    private static Fixture mesh(Listener... listeners) {
        return mesh(OutboundPolicy.STRICT, listeners);
    }

    private static Fixture mesh(OutboundPolicy policy, Listener... listeners) {
        Fixture mesh = new Fixture(policy, CallObserver.NONE);
        mesh.upstreams.apply(Clusters.eds("orders"));
        mesh.publish(Routes.of(List.of(listeners), Clusters.eds("orders")));
        return mesh;
    }

    private static String listener(OutboundCall call) {
        assertThat(call.plan()).isInstanceOf(Plan.Forward.class);
        return ((CallFacts) call).listener();
    }

    private static Listener api(String name) {
        return Routes.api(name, ALL, Routes.ROUTER);
    }

    private static Listener bound(String name, int port, TrafficDirection direction, NetworkFilter... before) {
        List<NetworkFilter> filters = new java.util.ArrayList<>(List.of(before));
        filters.add(new NetworkFilter.Http(Routes.manager(new RouteSource.Inline(ALL), Routes.ROUTER)));
        return new Listener(
                name,
                Optional.of(new Address.Socket("127.0.0.1", port)),
                direction,
                Optional.empty(),
                List.of(new FilterChain("", FilterChainMatch.ANY, new TransportSocket.RawBuffer(), filters)),
                Optional.empty(),
                false);
    }
}
