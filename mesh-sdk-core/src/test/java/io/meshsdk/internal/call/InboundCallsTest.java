package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.InboundFixture.OTHER;
import static io.meshsdk.internal.call.InboundFixture.WEB;
import static io.meshsdk.internal.call.InboundFixture.chain;
import static io.meshsdk.internal.call.InboundFixture.filters;
import static io.meshsdk.internal.call.InboundFixture.http;
import static io.meshsdk.internal.call.InboundFixture.listener;
import static io.meshsdk.internal.call.InboundFixture.mtls;
import static io.meshsdk.internal.call.InboundFixture.onlyWeb;
import static io.meshsdk.internal.call.InboundFixture.path;
import static io.meshsdk.internal.call.InboundFixture.plaintext;
import static io.meshsdk.internal.call.InboundFixture.proceeds;
import static io.meshsdk.internal.call.InboundFixture.rbac;
import static io.meshsdk.internal.call.InboundFixture.replied;
import static io.meshsdk.internal.call.InboundFixture.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.model.FilterChain.NetworkFilter;
import io.meshsdk.model.FilterChainMatch;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.EscapedSlashes;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.Rbac;
import io.meshsdk.model.Rbac.Permission;
import io.meshsdk.model.Rbac.Principal;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InboundCallsTest {
    private final InboundFixture mesh = new InboundFixture();

    @Test
    void aCallThatWasRefusedWithItsConnectionIsRecordedAsOthersAre() {
        LocalReply reply = LocalReply.of(503, ResponseFlag.NFCF, "inbound_closed{no listener}", "");

        mesh.inbound.refused(Routes.get("orders/42"), WEB, InboundFixture.plaintext(), reply);

        assertThat(mesh.closed).singleElement().asString().startsWith("INBOUND  503");
    }

    @Test
    void aCallerThatAPolicyAllowsReachesTheApplication() {
        mesh.with(listener(chain(http(rbac(onlyWeb())))));

        assertThat(mesh.proceeds("orders/42", WEB).path()).isEqualTo("/42");
    }

    @Test
    void aCallerWithAnotherIdentityGets403() {
        mesh.with(listener(chain(http(rbac(onlyWeb())))));
        LocalReply reply = mesh.replied("orders/42", OTHER);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).isEqualTo("RBAC: access denied");
        assertThat(reply.details()).isEqualTo("rbac_access_denied_matched_policy[none]");
        assertThat(mesh.replied("orders/42", Peer.PLAINTEXT).status()).isEqualTo(403);
    }

    @Test
    void aDeniedGrpcCallIsToldSoInGrpc() {
        mesh.with(listener(chain(http(rbac(onlyWeb())))));
        RequestHead grpc =
                new RequestHead("POST", "https", "orders", "/Svc/Do", Headers.of("content-type", "application/grpc"));
        LocalReply reply = replied(mesh.open(grpc, OTHER, plaintext()));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("grpc-status")).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders/admin",
                "orders//admin",
                "orders/public/../admin",
                "orders/public/%2e%2e/admin",
                "orders/public/..;x/admin",
                "orders/%61dmin",
                "orders/x;y/..//./admin",
            })
    void aPolicyHoldsForEveryWayToWriteItsPath(String url) {
        mesh.with(listener(chain(http(rbac(rules(Rbac.Action.DENY, path("/admin"), new Principal.Any()))))));

        assertThat(mesh.replied(url, WEB).status()).isEqualTo(403);
        assertThat(mesh.proceeds("orders/public", WEB).path()).isEqualTo("/public");
    }

    @Test
    void anAllowedPathIsNoWayIntoAnother() {
        mesh.with(listener(chain(http(rbac(rules(Rbac.Action.ALLOW, path("/public/"), new Principal.Any()))))));

        assertThat(mesh.proceeds("orders/public/x;v=1", WEB).path()).isEqualTo("/public/x;v=1");
        assertThat(mesh.replied("orders/public/..;/admin", WEB).status()).isEqualTo(403);
    }

    @Test
    void aRouteWithoutPolicyIsNoWayIntoARouteThatHasOne() {
        Route open = new Route(
                "open",
                RouteMatch.prefix("/public"),
                new RouteAction.NonForwarding(),
                HeaderMutations.NONE,
                Map.of("rbac", new FilterConfig.Disabled()));
        Route closed = Routes.route("closed", RouteMatch.prefix("/"), new RouteAction.NonForwarding());
        RouteConfiguration routes = Routes.configuration(Routes.host("all", "*", open, closed));
        mesh.with(listener(chain(http(Routes.manager(new RouteSource.Inline(routes), filters(rbac(onlyWeb())))))));

        assertThat(mesh.proceeds("orders/public/;v=1", OTHER).path()).isEqualTo("/public/;v=1");
        assertThat(mesh.replied("orders/public/..;/admin", OTHER).status()).isEqualTo(403);
        mesh.proceeds("orders/public/..;/admin", WEB);
    }

    @Test
    void shadowRulesAreReportedAndNeverEnforced() {
        Rbac everyone = rules(Rbac.Action.DENY, new Permission.Any(), new Principal.Any());
        mesh.with(listener(chain(http(new HttpFilter(
                "rbac",
                new FilterConfig.RbacFilter(Optional.of(onlyWeb()), "", Optional.of(everyone), "dry_"),
                false)))));
        InboundCall call = mesh.open("orders/", WEB);
        proceeds(call);
        call.close(new Outcome.Answered(200));

        assertThat(mesh.closed)
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("INBOUND in 200", "dry_shadow_engine_result=denied", "enforced_engine_result=allowed")
                        .contains("dry_shadow_effective_policy_id=policy"));
    }

    @Test
    void filtersRunInTheirOrderAndAllMustPass() {
        HttpFilter second = new HttpFilter(
                "second",
                new FilterConfig.RbacFilter(
                        Optional.of(rules(Rbac.Action.DENY, path("/admin"), new Principal.Any())),
                        "",
                        Optional.empty(),
                        ""),
                false);
        mesh.with(listener(chain(http(rbac(onlyWeb()), second))));

        assertThat(mesh.replied("orders/admin", WEB).details()).contains("[policy]");
        assertThat(mesh.replied("orders/admin", OTHER).details()).contains("[none]");
        mesh.proceeds("orders/", WEB);
    }

    @Test
    void anUnknownFilterClosesTheWayUnlessItIsOptional() {
        HttpFilter unknown = new HttpFilter("jwt", new FilterConfig.Unsupported("x.JwtAuthn", false), false);
        mesh.with(listener(chain(http(unknown))));
        LocalReply reply = mesh.replied("orders/", WEB);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.flags().contains(ResponseFlag.NFCF)).isTrue();
        assertThat(reply.details()).contains("x.JwtAuthn is not supported");
        assertThat(reply.body()).doesNotContain("x.JwtAuthn");

        mesh.with(listener(chain(http(
                new HttpFilter("o", new FilterConfig.Unsupported("x.Optional", true), false),
                new HttpFilter("d", new FilterConfig.Unsupported("x.Disabled", false), true),
                new HttpFilter("i", new FilterConfig.Inert("x.Stats"), false)))));
        mesh.proceeds("orders/", WEB);
    }

    @Test
    void aChainOfFiltersWithoutARouterForwardsNothing() {
        HttpConnectionManager manager =
                Routes.manager(new RouteSource.Inline(Routes.all(new RouteAction.NonForwarding())), List.of());
        mesh.with(listener(chain(http(manager))));

        assertThat(mesh.replied("orders/", WEB).details()).contains("does not end in envoy.filters.http.router");
    }

    @Test
    void routesOverrideTheFilterOfTheirNameOnly() {
        FilterConfig off = new FilterConfig.RbacFilter(Optional.empty(), "", Optional.empty(), "");
        Route open = new Route(
                "open",
                RouteMatch.prefix("/open"),
                new RouteAction.NonForwarding(),
                HeaderMutations.NONE,
                Map.of("rbac", off));
        Route disabled = new Route(
                "disabled",
                RouteMatch.prefix("/disabled"),
                new RouteAction.NonForwarding(),
                HeaderMutations.NONE,
                Map.of("rbac", new FilterConfig.Disabled()));
        Route elsewhere = new Route(
                "elsewhere",
                RouteMatch.prefix("/elsewhere"),
                new RouteAction.NonForwarding(),
                HeaderMutations.NONE,
                Map.of("another", off));
        RouteConfiguration routes = Routes.configuration(Routes.host(
                "all",
                "*",
                open,
                disabled,
                elsewhere,
                Routes.route("r", RouteMatch.prefix("/"), new RouteAction.NonForwarding())));
        mesh.with(listener(chain(http(Routes.manager(new RouteSource.Inline(routes), filters(rbac(onlyWeb())))))));

        mesh.proceeds("orders/open", OTHER);
        mesh.proceeds("orders/disabled", OTHER);
        assertThat(mesh.replied("orders/elsewhere", OTHER).status()).isEqualTo(403);
        assertThat(mesh.replied("orders/", OTHER).status()).isEqualTo(403);
    }

    @Test
    void strangersDoNotLearnWhichRoutesThereAre() {
        RouteConfiguration routes = Routes.configuration(
                Routes.host("all", "*", Routes.route("r", RouteMatch.prefix("/a"), new RouteAction.NonForwarding())));
        mesh.with(listener(chain(http(Routes.manager(new RouteSource.Inline(routes), filters(rbac(onlyWeb())))))));

        assertThat(mesh.replied("orders/b", OTHER).status()).isEqualTo(403);
        LocalReply reply = mesh.replied("orders/b", WEB);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.flags().contains(ResponseFlag.NR)).isTrue();
    }

    @Test
    void aMissingRouteConfigurationForwardsNothing() {
        HttpConnectionManager manager = Routes.manager(
                new RouteSource.Rds("inbound", new io.meshsdk.model.ConfigSourceRef.Ads(Duration.ZERO)), Routes.ROUTER);
        mesh.with(listener(chain(http(manager))));

        assertThat(mesh.replied("orders/", WEB).details()).contains("inbound", "is not there");
    }

    @Test
    void whatOthersSayOfACallerDoesNotReachPoliciesOrTheApplication() {
        RequestHead forged = Routes.get("orders/")
                .withHeaders(
                        Headers.of("x-forwarded-client-cert", "URI=spiffe://mesh.test/ns/shop/sa/web", "x-kept", "1"));
        Rbac trusting = rules(
                Rbac.Action.ALLOW,
                new Permission.Header(new io.meshsdk.model.HeaderMatcher(
                        "x-forwarded-client-cert", new io.meshsdk.model.HeaderMatcher.Present(true), false, false)),
                new Principal.Any());
        mesh.with(listener(chain(http(rbac(trusting)))));
        assertThat(replied(mesh.open(forged, OTHER, plaintext())).status()).isEqualTo(403);

        mesh.with(listener(chain(http())));
        Headers seen = proceeds(mesh.open(forged, OTHER, plaintext())).headers();
        assertThat(seen.contains("x-forwarded-client-cert")).isFalse();
        assertThat(seen.get("x-kept")).isEqualTo("1");
    }

    @Test
    void networkPoliciesAreAskedAgainWithThePeer() {
        mesh.with(listener(chain(new NetworkFilter.NetworkRbac(onlyWeb()), http())));

        mesh.proceeds("orders/", WEB);
        assertThat(mesh.replied("orders/", OTHER).status()).isEqualTo(403);
    }

    @Test
    void connectionsOfBeforeAreHeldToTheChainOfNow() {
        mesh.keys.put(mtls(), new FakeServerTls(1, true));
        mesh.with(listener(chain("mtls", FilterChainMatch.ANY, mtls())));

        mesh.proceeds("orders/", WEB);
        assertThat(mesh.replied("orders/", Peer.PLAINTEXT).details()).contains("asks for TLS");
        assertThat(mesh.replied("orders/", Peer.ANONYMOUS).details()).contains("asks for a client certificate");

        mesh.keys.clear();
        assertThat(mesh.replied("orders/", WEB).details()).contains("no key yet");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "orders/a%2Fb, 400",
        "orders/a#b, 400",
        "orders/%00, 400",
    })
    void pathsThatMayNotBeAreRefused(String url, int status) {
        mesh.with(listener(chain(http(normalizing(EscapedSlashes.REJECT_REQUEST)))));

        assertThat(mesh.replied(url, WEB).status()).isEqualTo(status);
        assertThat(mesh.replied(url, WEB).details()).startsWith("path_normalization_failed");
    }

    @Test
    void pathsAreNormalizedForTheApplicationToo() {
        mesh.with(listener(chain(http(normalizing(EscapedSlashes.KEEP_UNCHANGED)))));

        assertThat(mesh.proceeds("orders/a//b/../%63?q=1", WEB).path()).isEqualTo("/a/c?q=1");
    }

    @Test
    void escapedSlashesMayRedirect() {
        mesh.with(listener(chain(http(normalizing(EscapedSlashes.UNESCAPE_AND_REDIRECT)))));
        LocalReply reply = mesh.replied("orders/a%2Fb?q=1", WEB);

        assertThat(reply.status()).isEqualTo(307);
        assertThat(reply.headers().get("location")).isEqualTo("/a/b?q=1");
    }

    @Test
    void routesThatForwardMeanTheApplicationAndOthersAnswer() {
        RouteConfiguration routes = Routes.configuration(Routes.host(
                "all",
                "*",
                Routes.route("d", RouteMatch.prefix("/direct"), new RouteAction.DirectResponse(418, "teapot")),
                Routes.route("u", RouteMatch.prefix("/odd"), new RouteAction.Unsupported("odd is not supported")),
                Routes.route("f", RouteMatch.prefix("/"), Routes.to("inbound|8080||"))));
        mesh.with(listener(chain(http(Routes.manager(new RouteSource.Inline(routes), Routes.ROUTER)))));

        mesh.proceeds("orders/", WEB);
        assertThat(mesh.replied("orders/direct", WEB).status()).isEqualTo(418);
        assertThat(mesh.replied("orders/odd", WEB).details()).contains("odd is not supported");
    }

    @Test
    void theObserverHearsOfACallOnce() {
        mesh.with(listener(chain(http())));
        InboundCall call = mesh.open("orders/", WEB);
        call.plan();
        call.close(new Outcome.Answered(200));
        call.close(new Outcome.Answered(500));

        assertThat(mesh.closed).hasSize(1);
    }

    private static HttpConnectionManager normalizing(EscapedSlashes escaped) {
        HttpConnectionManager plain =
                Routes.manager(new RouteSource.Inline(Routes.all(new RouteAction.NonForwarding())), Routes.ROUTER);
        return new HttpConnectionManager(
                plain.statPrefix(),
                plain.routes(),
                plain.filters(),
                plain.streamIdleTimeout(),
                new PathNormalization(true, true, escaped),
                false,
                false,
                false,
                false,
                0);
    }
}
