package io.meshsdk.internal.xds.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.xds.Parsed;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Refusals beyond those of the recorded decisions of Envoy: each names the resource, the field and the reason. */
class RefusalsTest {
    static Stream<Arguments> authorization() {
        String any = "{any: true}";
        return Stream.of(
                refused(Configs.rbac("{matcher: {name: m}}", any, ""), "permissions[0].matcher"),
                refused(
                        Configs.rbac(
                                "{uri_template: {name: m, typed_config: {" + Configs.ANY + "type.v3.Int64Range}}}",
                                any,
                                ""),
                        "permissions[0].uri_template"),
                refused(Configs.rbac("{not_rule: {}}", any, ""), "permissions[0].not_rule.rule"),
                refused(
                        Configs.rbac("{destination_port_range: {start: 9, end: 9}}", any, ""),
                        "destination_port_range"),
                refused(Configs.rbac("{destination_ip: {address_prefix: nope}}", any, ""), "address_prefix"),
                refused(
                        Configs.rbac(
                                "{sourced_metadata: {metadata_matcher: {filter: f, path: [{key: k}], value:"
                                        + " {present_match: true}}, metadata_source: ROUTE}}",
                                any,
                                ""),
                        "metadata_source"),
                refused(Configs.rbac(any, "{custom: {name: m}}", ""), "principals[0].custom"),
                refused(
                        Configs.rbac(any, "{filter_state: {key: k, string_match: {exact: v}}}", ""),
                        "principals[0].filter_state"),
                refused(Configs.rbac(any, "{remote_ip: {address_prefix: nope}}", ""), "address_prefix"),
                refused(Configs.rbac(any, any, ", condition: {}"), "policies[p].condition"),
                refused(Configs.rbac(any, any, ", checked_condition: {}"), "policies[p].checked_condition"),
                refused(
                        Configs.rbac(
                                any,
                                "{metadata: {filter: f, path: [{key: k}], value: {list_match: {one_of: {}}}}}",
                                ""),
                        "match_pattern"),
                refused(
                        Configs.rbac("{header: {name: x, string_match: {custom: {name: c}}}}", any, ""),
                        "string_match.custom"));
    }

    static Stream<Arguments> trust() {
        String sds = "tls_certificate_sds_secret_configs: [{name: a}, {name: b}]";
        return Stream.of(
                refused(Configs.upstreamTls(sds), "common_tls_context"),
                refused(
                        Configs.upstreamTls("tls_certificates: [{certificate_chain: {inline_string: x}}]"),
                        "private_key"),
                refused(
                        Configs.upstreamTls("tls_certificates: [{private_key: {inline_string: x}}]"),
                        "certificate_chain"),
                refused(
                        Configs.upstreamTls("validation_context_sds_secret_config: {name: a, sds_config:"
                                + " {api_config_source: {api_type: REST, cluster_names: [x]}}}"),
                        "api_type"),
                refused(
                        Configs.upstreamTls("validation_context_sds_secret_config: {name: a, sds_config:"
                                + " {api_config_source: {api_type: GRPC, grpc_services: [{google_grpc: {target_uri: x,"
                                + " stat_prefix: x}}]}}}"),
                        "envoy_grpc"),
                refused(Configs.downstreamTls("common_tls_context: {}"), "common_tls_context"),
                refused(Configs.secret("session_ticket_keys: {keys: [{inline_string: x}]}"), "type"),
                refused(Configs.secret("generic_secret: {}"), "type"),
                refused(Configs.secret("tls_certificate: {pkcs12: {inline_string: x}}"), "tls_certificate.pkcs12"),
                refused(
                        Configs.secret("validation_context: {system_root_certs: {}}"),
                        "validation_context.system_root_certs"),
                refused(
                        Configs.secret("validation_context: {trusted_ca: {inline_string: x}, max_verify_depth: 1}"),
                        "validation_context.max_verify_depth"),
                refused(
                        Configs.secret("validation_context: {trusted_ca: {inline_string: x}, custom_validator_config:"
                                + " {name: n, typed_config: {" + Configs.ANY + "type.v3.Int64Range}}}"),
                        "validation_context.custom_validator_config"),
                refused(
                        Configs.secret("validation_context: {ca_certificate_provider_instance: {instance_name: i}}"),
                        "validation_context.ca_certificate_provider_instance"));
    }

    static Stream<Arguments> clusters() {
        return Stream.of(
                refused(Configs.cluster("type: EDS, eds_cluster_config: {}"), "eds_cluster_config.eds_config"),
                refused(
                        Configs.cluster(
                                "type: EDS, eds_cluster_config: {eds_config: {api_config_source: {api_type: GRPC}}}"),
                        "grpc_services"),
                refused(
                        Configs.assignment("endpoints: [{lb_endpoints: [{endpoint_name: n}]}]"),
                        "endpoints[0].lb_endpoints[0].endpoint"),
                refused(
                        Configs.assignment("endpoints: [{load_balancer_endpoints: {}}]"),
                        "endpoints[0].load_balancer_endpoints"),
                refused(
                        Configs.assignment("endpoints: [{leds_cluster_locality_config: {leds_config: {ads: {}},"
                                + " leds_collection_name: x}}]"),
                        "endpoints[0].leds_cluster_locality_config"),
                refused(
                        Configs.assignment("endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address:"
                                + " a.test, port_value: 1}}}}]}]"),
                        "endpoints[0].lb_endpoints[0].endpoint.address.socket_address.address"),
                refused(
                        Configs.assignment("endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address:"
                                + " 127.0.0.1, port_value: 1, resolver_name: r}}}}]}]"),
                        "resolver_name"));
    }

    static Stream<Arguments> routesAndListeners() {
        return Stream.of(
                refused(
                        Configs.route("{match: {prefix: /}, direct_response: {status: 200, body: {filename: /x}}}"),
                        "direct_response.body"),
                refused(
                        Configs.route("{match: {prefix: /}, redirect: {path_rewrite: '%NOPE%'}}"),
                        "redirect.path_rewrite"),
                refused(
                        Configs.route("{match: {prefix: /}, route: {cluster: c, host_rewrite: '%NOPE%'}}"),
                        "route.host_rewrite"),
                refused(
                        Configs.parse(
                                io.meshsdk.model.ResourceType.LISTENER,
                                "{name: l, api_listener: {api_listener: {" + Configs.ANY
                                        + "config.route.v3.RouteConfiguration}}}"),
                        "api_listener"),
                refused(Configs.filters(Configs.ROUTER + ", " + Configs.ROUTER), "http_filters[0]"),
                refused(Configs.chain("{name: f}"), "filter_chains[0].filters[0].typed_config"),
                refused(
                        Configs.manager("rds: {route_config_name: r}, http_filters: [" + Configs.ROUTER + "]"),
                        "config_source"));
    }

    private static Arguments refused(Parsed parsed, String field) {
        return Arguments.of(field, parsed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"authorization", "trust", "clusters", "routesAndListeners"})
    void refusesByName(String field, Parsed parsed) {
        assertThat(Configs.refusals(parsed)).allSatisfy(refusal -> {
            assertThat(refusal.why()).isNotEmpty();
            assertThat(refusal.resource()).isNotEmpty();
        });
        assertThat(Configs.refusals(parsed))
                .anySatisfy(refusal -> assertThat(refusal.field()).endsWith(field));
    }
}
