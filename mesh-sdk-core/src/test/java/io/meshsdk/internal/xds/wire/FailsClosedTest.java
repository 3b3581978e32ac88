package io.meshsdk.internal.xds.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.FilterChain;
import io.meshsdk.model.FilterChain.NetworkFilter;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.Listener;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.TransportSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken although a part of it is not known becomes a variant that refuses calls, and the report names it. */
class FailsClosedTest {
    private static final String STRANGE = "typed_config: {" + Configs.ANY + "type.v3.Int64Range}";

    @ParameterizedTest
    @CsvSource({"false, false", "true, true"})
    void keepsAnUnknownHttpFilterAsUnsupported(boolean isOptional, boolean optional) {
        Parsed parsed =
                Configs.filters("{name: s, is_optional: " + isOptional + ", " + STRANGE + "}, " + Configs.ROUTER);

        assertThat(Configs.api(parsed).filters().get(0).config())
                .isEqualTo(new FilterConfig.Unsupported("envoy.type.v3.Int64Range", optional));
        assertThat(Configs.ignored(parsed)).contains("api_listener.api_listener.http_filters[0].typed_config");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "extensions.filters.http.jwt_authn.v3.JwtAuthentication",
                "extensions.filters.http.rbac.v3.RBAC, matcher: {on_no_match: {action: {name: a, typed_config: {"
                        + Configs.ANY + "config.rbac.v3.Action, name: x}}}}",
                "extensions.filters.http.router.v3.Router, upstream_http_filters: [{name: x, typed_config: {"
                        + Configs.ANY + "type.v3.Int64Range}}]",
                "extensions.filters.http.fault.v3.HTTPFault, abort: {http_status: 503}"
            })
    void keepsAKnownFilterThatDoesWhatIsNotKnownAsUnsupported(String config) {
        Parsed parsed = Configs.filters("{name: f, typed_config: {" + Configs.ANY + config + "}}, " + Configs.ROUTER);

        assertThat(Configs.api(parsed).filters().get(0).config()).isInstanceOf(FilterConfig.Unsupported.class);
    }

    @Test
    void knowsADisabledFilterOfARouteAndAnRbacWithoutRules() {
        Parsed parsed = Configs.route("{match: {prefix: /}, route: {cluster: c}, typed_per_filter_config: {"
                + "a: {" + Configs.ANY + "config.route.v3.FilterConfig, disabled: true}, "
                + "b: {" + Configs.ANY + "extensions.filters.http.rbac.v3.RBACPerRoute}, "
                + "c: {" + Configs.ANY + "config.route.v3.FilterConfig, is_optional: true, config: {" + Configs.ANY
                + "type.v3.Int64Range}}, "
                + "e: {" + Configs.ANY + "config.route.v3.FilterConfig, config: {}}, "
                + "d: {" + Configs.ANY + "type.v3.Int64Range}}}");

        assertThat(((io.meshsdk.model.RouteConfiguration) Configs.accepted(parsed))
                        .virtualHosts()
                        .get(0)
                        .routes()
                        .get(0)
                        .filterOverrides())
                .containsEntry("a", new FilterConfig.Disabled())
                .containsEntry("e", new FilterConfig.Enabled())
                .containsEntry("c", new FilterConfig.Unsupported("envoy.type.v3.Int64Range", true))
                .containsEntry("d", new FilterConfig.Unsupported("envoy.type.v3.Int64Range", false))
                .hasEntrySatisfying(
                        "b",
                        rbac -> assertThat(((FilterConfig.RbacFilter) rbac).rules())
                                .isEmpty());
        assertThat(Configs.ignored(parsed)).contains("virtual_hosts[0].routes[0].typed_per_filter_config[d]");
    }

    @Test
    void refusesAFilterConfigOfARouteThatSaysNothing() {
        Parsed parsed = Configs.route("{match: {prefix: /}, route: {cluster: c}, typed_per_filter_config: {a: {"
                + Configs.ANY + "config.route.v3.FilterConfig}}}");

        assertThat(parsed).isInstanceOf(Parsed.Rejected.class);
        assertThat(((Parsed.Rejected) parsed).why().toString())
                .contains("virtual_hosts[0].routes[0].typed_per_filter_config[a]", "config: must be set");
    }

    @Test
    void leavesOutARouteForWhatNothingSets() {
        Parsed parsed = Configs.route(
                "{match: {prefix: /, filter_state: [{key: k, string_match: {exact: v}}]}, route: {cluster: c}}");

        assertThat(((io.meshsdk.model.RouteConfiguration) Configs.accepted(parsed))
                        .virtualHosts()
                        .get(0)
                        .routes())
                .isEmpty();
        assertThat(Configs.ignored(parsed)).contains("virtual_hosts[0].routes[0].match.filter_state");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "route: {cluster: c, path_rewrite: '%START_TIME%'}",
                "route: {cluster: c, host_rewrite: '%START_TIME%'}",
                "route: {inline_cluster_specifier_plugin: {extension: {name: p, " + STRANGE + "}}}",
                "redirect: {path_rewrite: '%START_TIME%'}",
                "direct_response: {status: 200, body_format: {json_format: {a: b}}}",
                "direct_response: {status: 200, body_format: {text_format: '%START_TIME%'}}",
                "filter_action: {}"
            })
    void refusesCallsToARouteWhoseActionIsNotKnown(String action) {
        assertThat(Configs.action(Configs.route("{match: {prefix: /}, " + action + "}")))
                .isInstanceOf(RouteAction.Unsupported.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"vhds: {config_source: {ads: {}}}", "virtual_hosts: [{name: v, domains: ['*'], matcher: {}}]"})
    void refusesCallsWhereAnotherHostOrRouteWouldBeMeant(String fields) {
        assertThat(Configs.action(Configs.routes(fields))).isInstanceOf(RouteAction.Unsupported.class);
    }

    @Test
    void leavesOutARouteForConnect() {
        Parsed parsed = Configs.route("{match: {connect_matcher: {}}, route: {cluster: c}}");

        assertThat(((io.meshsdk.model.RouteConfiguration) Configs.accepted(parsed))
                        .virtualHosts()
                        .get(0)
                        .routes())
                .isEmpty();
        assertThat(Configs.ignored(parsed)).contains("virtual_hosts[0].routes[0].match.connect_matcher");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scoped_routes: {name: s, rds_config_source: {ads: {}}, scope_key_builder: {fragments: [{header_value_extractor:"
                        + " {name: x}}]}, scoped_rds: {scoped_rds_config_source: {ads: {}}}}",
                "route_config: {}, original_ip_detection_extensions: [{name: x, " + STRANGE + "}]",
                "route_config: {}, early_header_mutation_extensions: [{name: x, " + STRANGE + "}]",
                "route_config: {}, path_normalization_options: {}",
                "route_config: {}, typed_header_validation_config: {name: x, " + STRANGE + "}",
                "route_config: {}, common_http_protocol_options: {headers_with_underscores_action: REJECT_REQUEST}"
            })
    void refusesCallsWhereTheManagerWouldJudgeThemByWhatIsNotKnown(String fields) {
        assertThat(Configs.api(Configs.manager(fields + ", http_filters: [" + Configs.ROUTER + "]"))
                        .routes())
                .isInstanceOf(RouteSource.Unsupported.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter_chains: [{filters: []}], listener_filters: [{name: p, typed_config: {" + Configs.ANY
                        + "extensions.filters.listener.proxy_protocol.v3.ProxyProtocol}}]",
                "filter_chains: [{filters: []}], filter_chain_matcher: {}",
                "filter_chains: [{use_proxy_proto: true}]",
                "filter_chains: [{filters: [{name: t, typed_config: {" + Configs.ANY + "type.v3.Int64Range}}]}]",
                "filter_chains: [{filters: [{name: t, config_discovery: {config_source: {ads: {}}, type_urls: [x]}}]}]"
            })
    void refusesConnectionsThatWouldBeJudgedByWhatIsNotKnown(String fields) {
        Listener listener = (Listener) Configs.accepted(Configs.listener(fields));

        FilterChain chain = listener.filterChains().isEmpty()
                ? listener.defaultFilterChain().orElseThrow()
                : listener.filterChains().get(0);
        assertThat(chain.filters()).singleElement().isInstanceOf(NetworkFilter.Unsupported.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "custom_handshaker: {name: h, " + STRANGE + "}",
                "custom_tls_certificate_selector: {name: s, " + STRANGE + "}",
                "tls_params: {compliance_policies: [FIPS_202205]}",
                "tls_params: {tls_maximum_protocol_version: TLSv1_1}",
                "tls_params: {tls_minimum_protocol_version: TLSv1_3, tls_maximum_protocol_version: TLSv1_2}",
                "validation_context_certificate_provider: {name: p, typed_config: {name: q, " + STRANGE + "}}",
                "validation_context: {system_root_certs: {}}",
                "validation_context: {trusted_ca: {inline_string: x}, custom_validator_config: {name: c, " + STRANGE
                        + "}}",
                "validation_context: {trusted_ca: {inline_string: x}, max_verify_depth: 3}",
                "validation_context: {trusted_ca: {inline_string: x}, require_signed_certificate_timestamp: true}",
                "validation_context: {trusted_ca: {inline_string: x}, match_typed_subject_alt_names: [{san_type: OTHER_NAME, oid:"
                        + " '1.2', matcher: {exact: x}}]}",
                "combined_validation_context: {default_validation_context: {}}"
            })
    void neverMakesTlsThatIsNotUnderstoodWeaker(String common) {
        assertThat(Configs.socket(Configs.upstreamTls(common))).isInstanceOf(TransportSocket.Unsupported.class);
    }

    @Test
    void neverTakesAnUnknownSocketForPlaintext() {
        assertThat(Configs.socket(Configs.cluster("transport_socket: {name: t, " + STRANGE + "}")))
                .isInstanceOf(TransportSocket.Unsupported.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type: ORIGINAL_DST, lb_policy: CLUSTER_PROVIDED",
                "cluster_type: {name: a, typed_config: {" + Configs.ANY + "type.v3.Int64Range}}",
                "typed_extension_protocol_options: {envoy.extensions.upstreams.http.v3.HttpProtocolOptions: {"
                        + Configs.ANY
                        + "extensions.upstreams.http.v3.HttpProtocolOptions, explicit_http_config: {http3_protocol_options: {}}}}"
            })
    void refusesCallsToClustersOfAKindThatIsNotKnown(String fields) {
        assertThat(((Cluster) Configs.accepted(Configs.cluster(fields))).discovery())
                .isInstanceOf(Cluster.Discovery.Unsupported.class);
    }
}
