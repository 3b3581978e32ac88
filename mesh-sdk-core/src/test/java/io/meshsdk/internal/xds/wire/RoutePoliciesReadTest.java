package io.meshsdk.internal.xds.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.FractionalPercent;
import io.meshsdk.model.HedgePolicy;
import io.meshsdk.model.InternalRedirect;
import io.meshsdk.model.InternalRedirect.Predicate;
import io.meshsdk.model.RequestMirror;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.VirtualHost;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mirrors, hedging, internal redirects and what the router says of itself. */
class RoutePoliciesReadTest {
    private static final String PREDICATE = "{name: p, typed_config: {" + Configs.ANY + "extensions.internal_redirect.";

    @Test
    void readsMirrorsOfEachLevel() {
        Parsed parsed = Configs.routes("request_mirror_policies: [{cluster: a}], virtual_hosts: [{name: v, domains:"
                + " ['*'], request_mirror_policies: [{cluster_header: X-Shadow, disable_shadow_host_suffix_append:"
                + " true}], routes: [{match: {prefix: /}, route: {cluster: c, request_mirror_policies: [{cluster: b,"
                + " runtime_fraction: {default_value: {numerator: 5, denominator: TEN_THOUSAND}},"
                + " host_rewrite_literal: h}]}}]}]");

        RouteConfiguration routes = (RouteConfiguration) Configs.accepted(parsed);
        assertThat(routes.mirrors()).containsExactly(to(new ClusterChoice.Named("a"), FractionalPercent.ALL));
        VirtualHost host = routes.virtualHosts().get(0);
        assertThat(host.mirrors())
                .containsExactly(new RequestMirror(
                        new ClusterChoice.FromHeader("x-shadow"), FractionalPercent.ALL, Optional.empty(), true));
        assertThat(((Forward) Configs.action(parsed)).mirrors())
                .containsExactly(new RequestMirror(
                        new ClusterChoice.Named("b"), new FractionalPercent(5, 10_000), Optional.of("h"), false));
    }

    @Test
    void reportsThatGrpcCallsAreNotMirroredAndNotHedged() {
        Parsed parsed = Configs.route("{match: {prefix: /}, route: {cluster: c, request_mirror_policies: [{cluster: a,"
                + " trace_sampled: true}, {cluster_header: h}], hedge_policy: {hedge_on_per_try_timeout: true,"
                + " initial_requests: 2}}}");

        String route = "virtual_hosts[0].routes[0].route.";
        assertThat(Configs.ignored(parsed))
                .containsExactlyInAnyOrder(
                        route + "request_mirror_policies[0].cluster",
                        route + "request_mirror_policies[0].trace_sampled",
                        route + "request_mirror_policies[1].cluster_header",
                        route + "hedge_policy.hedge_on_per_try_timeout",
                        route + "hedge_policy.initial_requests");
        assertThat(((Parsed.Accepted) parsed).ignored().toString()).contains("for gRPC calls, which are not mirrored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{cluster: a, cluster_header: b}"})
    void refusesAMirrorWithoutOneTarget(String mirror) {
        Parsed parsed =
                Configs.route("{match: {prefix: /}, route: {cluster: c, request_mirror_policies: [" + mirror + "]}}");

        assertThat(Configs.refusals(parsed).toString())
                .contains("request_mirror_policies[0].cluster", "exactly one of cluster and cluster_header");
    }

    @Test
    void readsHedgingOfARouteAndOfItsVirtualHost() {
        Parsed parsed =
                Configs.routes("virtual_hosts: [{name: v, domains: ['*'], hedge_policy: {hedge_on_per_try_timeout:"
                        + " true}, routes: [{match: {prefix: /}, route: {cluster: c, hedge_policy: {}}}]}]");

        VirtualHost host =
                ((RouteConfiguration) Configs.accepted(parsed)).virtualHosts().get(0);
        assertThat(host.hedgePolicy()).isEqualTo(new HedgePolicy(true));
        assertThat(((Forward) Configs.action(parsed)).hedgePolicy()).contains(HedgePolicy.NONE);
    }

    @Test
    void anInternalRedirectHasEnvoysDefaults() {
        assertThat(redirect("{}")).isEqualTo(new InternalRedirect(1, Set.of(302), List.of(), false, List.of()));
        assertThat(((Forward) Configs.action(Configs.route("{match: {prefix: /}, route: {cluster: c}}")))
                        .internalRedirect())
                .isEqualTo(InternalRedirect.NONE);
    }

    @Test
    void readsAnInternalRedirectWhole() {
        assertThat(redirect("{max_internal_redirects: 3, redirect_response_codes: [301, 307, 404],"
                        + " allow_cross_scheme_redirect: true, response_headers_to_copy: [X-Token], predicates: ["
                        + PREDICATE + "previous_routes.v3.PreviousRoutesConfig}}, "
                        + PREDICATE + "allow_listed_routes.v3.AllowListedRoutesConfig, allowed_route_names: [a]}}, "
                        + PREDICATE + "safe_cross_scheme.v3.SafeCrossSchemeConfig}}]}"))
                .isEqualTo(new InternalRedirect(
                        3,
                        Set.of(301, 307),
                        List.of(
                                new Predicate.PreviousRoutes(),
                                new Predicate.AllowListedRoutes(Set.of("a")),
                                new Predicate.SafeCrossScheme()),
                        true,
                        List.of("x-token")));
    }

    @Test
    void aPredicateThatIsNotKnownAcceptsNothingAndIsReported() {
        Parsed parsed = Configs.route("{match: {prefix: /}, route: {cluster: c, internal_redirect_policy: {predicates:"
                + " [{name: p, typed_config: {" + Configs.ANY + "type.v3.Int64Range}}]}}}");

        assertThat(((Forward) Configs.action(parsed)).internalRedirect().predicates())
                .containsExactly(new Predicate.Unsupported("envoy.type.v3.Int64Range"));
        assertThat(Configs.ignored(parsed))
                .containsExactly(
                        "virtual_hosts[0].routes[0].route.internal_redirect_policy.predicates[0].typed_config");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "internal_redirect_action: HANDLE_INTERNAL_REDIRECT | 1",
                "internal_redirect_action: HANDLE_INTERNAL_REDIRECT, max_internal_redirects: 4 | 4",
                "max_internal_redirects: 4 | 0"
            })
    void readsTheOlderFieldsOfInternalRedirects(String fields, long most) {
        Parsed parsed = Configs.route("{match: {prefix: /}, route: {cluster: c, " + fields + "}}");

        InternalRedirect read = ((Forward) Configs.action(parsed)).internalRedirect();
        assertThat(read.maxInternalRedirects()).isEqualTo(most);
        assertThat(read.redirectResponseCodes()).isEqualTo(most == 0 ? Set.of() : Set.of(302));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsWhetherTheRouterSuppressesEnvoysHeaders(boolean suppressed) {
        Parsed parsed = Configs.filters("{name: router, typed_config: {" + Configs.ANY
                + "extensions.filters.http.router.v3.Router, suppress_envoy_headers: " + suppressed + "}}");

        assertThat(Configs.api(parsed).filters().get(0).config()).isEqualTo(new FilterConfig.Router(suppressed));
    }

    private static InternalRedirect redirect(String policy) {
        return ((Forward) Configs.action(Configs.route(
                        "{match: {prefix: /}, route: {cluster: c, internal_redirect_policy: " + policy + "}}")))
                .internalRedirect();
    }

    private static RequestMirror to(ClusterChoice cluster, FractionalPercent fraction) {
        return new RequestMirror(cluster, fraction, Optional.empty(), false);
    }
}
