package io.meshsdk.internal.xds.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.CircuitBreakers.Thresholds;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.Cluster.Discovery;
import io.meshsdk.model.Cluster.LbPolicy;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ConfigSourceRef;
import io.meshsdk.model.DataSource;
import io.meshsdk.model.Http2ProtocolOptions;
import io.meshsdk.model.HttpConnectionManager.ClientCertDetail;
import io.meshsdk.model.HttpConnectionManager.ForwardClientCertDetails;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.HttpConnectionManager.RequestHeaders;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.Listener;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.RetryPolicy.RetryOn;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteAction.WeightedCluster;
import io.meshsdk.model.Secret;
import io.meshsdk.model.TransportSocket.CertificateSource;
import io.meshsdk.model.TransportSocket.CommonTls;
import io.meshsdk.model.TransportSocket.RawBuffer;
import io.meshsdk.model.TransportSocket.UpstreamTls;
import io.meshsdk.model.TransportSocket.ValidationSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Defaults are Envoy's, and absent and zero are told apart. */
class ValuesReadTest {
    @Test
    void aClusterHasEnvoysDefaults() {
        Cluster cluster = (Cluster) Configs.accepted(Configs.cluster("lb_policy: ROUND_ROBIN"));

        assertThat(cluster)
                .isEqualTo(new Cluster(
                        "c",
                        new Discovery.Static(new ClusterLoadAssignment("", List.of(), 140)),
                        new LbPolicy.RoundRobin(),
                        50,
                        Duration.ofSeconds(5),
                        1024 * 1024,
                        CircuitBreakers.DEFAULT,
                        new RawBuffer(),
                        List.of(),
                        HttpProtocolOptions.HTTP1));
    }

    @Test
    void zeroIsNotAbsent() {
        Cluster cluster = (Cluster) Configs.accepted(Configs.cluster(
                "per_connection_buffer_limit_bytes: 0, common_lb_config: {healthy_panic_threshold: {}}, circuit_breakers:"
                        + " {thresholds: [{max_requests: 0}, {max_requests: 9}]}"));

        assertThat(cluster.perConnectionBufferLimitBytes()).isZero();
        assertThat(cluster.healthyPanicThreshold()).isZero();
        assertThat(cluster.circuitBreakers().defaultPriority()).isEqualTo(new Thresholds(1024, 1024, 0, 3));
    }

    /** As Envoy computes it. */
    @ParameterizedTest
    @CsvSource({"50.4, 50", "50.9, 50", "29, 28", "0.9, 0", "100, 100"})
    void thePanicThresholdIsAWholePerCent(double given, double read) {
        Cluster cluster = (Cluster) Configs.accepted(
                Configs.cluster("common_lb_config: {healthy_panic_threshold: {value: " + given + "}}"));
        assertThat(cluster.healthyPanicThreshold()).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 20 | 3",
                "{budget_percent: {value: 7.5}} | 7.5 | 3",
                "{budget_percent: {}, min_retry_concurrency: 0} | 0 | 0"
            })
    void readsRetryBudgets(String budget, double percent, long least) {
        Cluster cluster = (Cluster) Configs.accepted(
                Configs.cluster("circuit_breakers: {thresholds: [{max_retries: 9, retry_budget: " + budget + "}]}"));
        assertThat(cluster.circuitBreakers().defaultPriority().retryBudget())
                .contains(new CircuitBreakers.RetryBudget(percent, least));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http2_protocol_options: {} | HTTP2",
                "protocol_selection: USE_DOWNSTREAM_PROTOCOL | USE_DOWNSTREAM",
                "http_protocol_options: {} | HTTP1"
            })
    void readsTheOlderProtocolFields(String fields, HttpProtocolOptions.Version version) {
        assertThat(((Cluster) Configs.accepted(Configs.cluster(fields)))
                        .protocol()
                        .version())
                .isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "explicit_http_config: {http2_protocol_options: {}} | HTTP2",
                "explicit_http_config: {http_protocol_options: {}} | HTTP1",
                "auto_config: {} | AUTO",
                "use_downstream_protocol_config: {} | USE_DOWNSTREAM"
            })
    void readsProtocolOptionsByType(String fields, HttpProtocolOptions.Version version) {
        Parsed parsed = Configs.cluster(
                "typed_extension_protocol_options: {envoy.extensions.upstreams.http.v3.HttpProtocolOptions: {"
                        + Configs.ANY
                        + "extensions.upstreams.http.v3.HttpProtocolOptions, common_http_protocol_options: {idle_timeout: 0s,"
                        + " max_requests_per_connection: 7}, " + fields
                        + "}}, transport_socket: {name: tls, typed_config: {"
                        + Configs.ANY + "extensions.transport_sockets.tls.v3.UpstreamTlsContext}}");

        assertThat(((Cluster) Configs.accepted(parsed)).protocol())
                .isEqualTo(new HttpProtocolOptions(
                        version,
                        Duration.ZERO,
                        Duration.ZERO,
                        7,
                        60 * 1024,
                        100,
                        false,
                        false,
                        Http2ProtocolOptions.DEFAULT));
    }

    @Test
    void readsWhatConcernsHttp2() {
        String http2 =
                "{max_concurrent_streams: 7, initial_stream_window_size: 65535, initial_connection_window_size: 70000,"
                        + " connection_keepalive: {interval: 30s, timeout: 5s, interval_jitter: {value: 20}}}";
        Parsed typed = Configs.cluster(
                "typed_extension_protocol_options: {envoy.extensions.upstreams.http.v3.HttpProtocolOptions: {"
                        + Configs.ANY + "extensions.upstreams.http.v3.HttpProtocolOptions,"
                        + " explicit_http_config: {http2_protocol_options: " + http2 + "}}}");
        Http2ProtocolOptions read = new Http2ProtocolOptions(
                7,
                65535,
                70000,
                Optional.of(new Http2ProtocolOptions.Keepalive(
                        Duration.ofSeconds(30), Duration.ofSeconds(5), 20, Duration.ZERO)));

        assertThat(((Cluster) Configs.accepted(typed)).protocol().http2()).isEqualTo(read);
        assertThat(((Cluster) Configs.accepted(Configs.cluster("http2_protocol_options: " + http2)))
                        .protocol()
                        .http2())
                .isEqualTo(read);
    }

    @Test
    void takesTheFirstBalancingPolicyThatIsKnown() {
        String strange = "{typed_extension_config: {name: s, typed_config: {" + Configs.ANY + "type.v3.Int64Range}}}";
        String least = "{typed_extension_config: {name: l, typed_config: {" + Configs.ANY
                + "extensions.load_balancing_policies.least_request.v3.LeastRequest, choice_count: 4, locality_lb_config:"
                + " {locality_weighted_lb_config: {}}}}}";

        Cluster cluster = (Cluster) Configs.accepted(
                Configs.cluster("load_balancing_policy: {policies: [" + strange + ", " + least + "]}"));

        assertThat(cluster.lbPolicy()).isEqualTo(new LbPolicy.LeastRequest(4));
        assertThat(cluster.localityWeighted()).isTrue();
    }

    @Test
    void readsEndpointsWithTheirDefaults() {
        ClusterLoadAssignment assignment = (ClusterLoadAssignment) Configs.accepted(Configs.assignment(
                "endpoints: [{priority: 1, lb_endpoints: [{endpoint: {address: {pipe: {path: /s}}}, health_status: DRAINING},"
                        + " {endpoint: {address: {envoy_internal_address: {server_listener_name: x}}}}]}]"));

        assertThat(assignment.localities()).singleElement().satisfies(locality -> {
            assertThat(locality.priority()).isEqualTo(1);
            assertThat(locality.weight()).isZero();
            assertThat(locality.endpoints()).singleElement().satisfies(endpoint -> {
                assertThat(endpoint.weight()).isEqualTo(1);
                assertThat(endpoint.healthStatus()).isEqualTo(ClusterLoadAssignment.HealthStatus.DRAINING);
            });
        });
    }

    @Test
    void readsARoutesTimeoutsAndRetries() {
        Forward forward = (Forward) Configs.action(Configs.route(
                "{match: {prefix: /}, route: {cluster: c, timeout: 0s, retry_policy: {retry_on: '5xx, nope,reset', retry_back_off:"
                        + " {base_interval: 0.0001s}}}}"));

        assertThat(forward.timeout()).contains(Duration.ZERO);
        assertThat(forward.idleTimeout()).isEmpty();
        assertThat(forward.clusterNotFoundStatus()).isEqualTo(503);
        RetryPolicy policy = forward.retryPolicy().orElseThrow();
        assertThat(policy.retryOn()).isEqualTo(Set.of(RetryOn.SERVER_ERROR, RetryOn.RESET));
        assertThat(policy.numRetries()).isEqualTo(1);
        assertThat(policy.perTryTimeout()).isEmpty();
        assertThat(policy.baseInterval()).isEqualTo(Duration.ofMillis(1));
        assertThat(policy.maxInterval()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void keepsWeightsThatAreTooLargeForAnInt() {
        Forward forward = (Forward) Configs.action(Configs.route(
                "{match: {prefix: /}, route: {weighted_clusters: {clusters: [{name: a, weight: 3000000000}, {name: b, weight:"
                        + " 1000000000}, {name: z, weight: 0}]}}}"));

        assertThat(((ClusterChoice.Weighted) forward.cluster()).clusters())
                .extracting(WeightedCluster::weight)
                .containsExactly(3_000_000_000L, 1_000_000_000L, 0L);
    }

    @Test
    void readsAnApiListenerWithRds() {
        Parsed parsed = Configs.manager(
                "rds: {route_config_name: r, config_source: {ads: {}}}, http_filters: [" + Configs.ROUTER + "]");

        assertThat(Configs.api(parsed).routes())
                .isEqualTo(new RouteSource.Rds("r", new ConfigSourceRef.Ads(Duration.ofSeconds(15))));
        assertThat(Configs.api(parsed).streamIdleTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(Configs.api(parsed).pathNormalization()).isEqualTo(PathNormalization.NONE);
        assertThat(((Listener) Configs.accepted(parsed)).address()).isEmpty();
    }

    @Test
    void readsWhatBecomesOfTheHeadsOfRequests() {
        String base = "route_config: {}, http_filters: [" + Configs.ROUTER + "]";
        assertThat(Configs.api(Configs.manager(base)).requestHeaders()).isEqualTo(RequestHeaders.DEFAULT);
        assertThat(Configs.api(Configs.manager(base
                                + ", forward_client_cert_details: APPEND_FORWARD, set_current_client_cert_details: {dns: true,"
                                + " uri: true, subject: true}, generate_request_id: false, preserve_external_request_id: true,"
                                + " skip_xff_append: true, upgrade_configs: [{upgrade_type: WebSocket}, {upgrade_type: off,"
                                + " enabled: false}]"))
                        .requestHeaders())
                .isEqualTo(new RequestHeaders(
                        ForwardClientCertDetails.APPEND_FORWARD,
                        List.of(ClientCertDetail.SUBJECT, ClientCertDetail.URI, ClientCertDetail.DNS),
                        false,
                        true,
                        true,
                        Set.of("websocket")));
    }

    @Test
    void readsTrustFromSdsCombinedWithRulesInline() {
        UpstreamTls tls = (UpstreamTls) Configs.socket(Configs.upstreamTls(
                "tls_certificate_sds_secret_configs: [{name: default, sds_config: {ads: {}}}], combined_validation_context:"
                        + " {default_validation_context: {match_typed_subject_alt_names: [{san_type: URI, matcher: {prefix:"
                        + " 'spiffe://td/'}}]}, validation_context_sds_secret_config: {name: ROOTCA}}"));

        assertThat(tls.common().certificate())
                .isEqualTo(new CertificateSource.Sds("default", new ConfigSourceRef.Ads(Duration.ofSeconds(15))));
        ValidationSource.Combined combined =
                (ValidationSource.Combined) tls.common().validation();
        assertThat(combined.sdsName()).isEqualTo("ROOTCA");
        assertThat(combined.source()).isEqualTo(new ConfigSourceRef.Self(Duration.ofSeconds(15)));
        assertThat(combined.defaults().matchSubjectAltNames()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls_certificate_provider_instance: {instance_name: p, certificate_name: n}",
                "tls_certificate_certificate_provider_instance: {instance_name: p, certificate_name: n}"
            })
    void readsCertificateProvidersInTheNewAndTheOldField(String field) {
        CommonTls common = ((UpstreamTls) Configs.socket(Configs.upstreamTls(field
                        + ", combined_validation_context: {default_validation_context: {ca_certificate_provider_instance:"
                        + " {instance_name: q}}}")))
                .common();

        assertThat(common.certificate()).isEqualTo(new CertificateSource.Provider("p", "n"));
        assertThat(common.validation())
                .isInstanceOfSatisfying(
                        ValidationSource.Provider.class,
                        provider -> assertThat(provider.instanceName()).isEqualTo("q"));
    }

    @Test
    void readsTrustDomainsOfTheSpiffeValidator() {
        Secret secret = (Secret) Configs.accepted(Configs.secret(
                "validation_context: {custom_validator_config: {name: envoy.tls.cert_validator.spiffe, typed_config: {"
                        + Configs.ANY
                        + "extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig, trust_domains: [{name: td,"
                        + " trust_bundle: {inline_string: pem}}]}}}"));

        assertThat(((Secret.ValidationContext) secret.content()).trustBundles())
                .containsOnly(java.util.Map.entry("td", new DataSource.Bytes("pem".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void watchesTheDirectoryNamedAroundAFile() {
        Secret secret = (Secret) Configs.accepted(Configs.secret(
                "tls_certificate: {certificate_chain: {filename: /a/c.pem}, private_key: {filename: /a/k.pem, watched_directory:"
                        + " {path: /own}}, watched_directory: {path: /a}}"));

        assertThat(secret.content())
                .isEqualTo(new Secret.TlsCertificate(
                        new DataSource.File("/a/c.pem", "/a"), new DataSource.File("/a/k.pem", "/own")));
    }

    @Test
    void leavesOutAHeaderWhoseValueOnlyEnvoyKnows() {
        Parsed parsed = Configs.route(
                "{match: {prefix: /}, route: {cluster: c}, request_headers_to_add: [{header: {key: x, value:"
                        + " '%DOWNSTREAM_TLS_CIPHER%'}}, {header: {key: Y, value: v}}]}");

        assertThat(Configs.ignored(parsed))
                .containsExactly("virtual_hosts[0].routes[0].request_headers_to_add[0].header");
    }

    @Test
    void requiresBootstrapRoutesToNameClustersUnlessTheySayOtherwise() {
        String routes =
                "{%s virtual_hosts: [{name: v, domains: ['*'], routes: [{match: {prefix: /}, route: {cluster: other}}]}]}";
        MessageParser parser = new MessageParser();
        Optional<Set<String>> clusters = Optional.of(Set.of("c"));

        assertThat(parser.parseJson(io.meshsdk.model.ResourceType.ROUTE_CONFIGURATION, routes.formatted(""), clusters))
                .isInstanceOf(Parsed.Rejected.class);
        assertThat(parser.parseJson(
                        io.meshsdk.model.ResourceType.ROUTE_CONFIGURATION,
                        routes.formatted("validate_clusters: false,"),
                        clusters))
                .isInstanceOf(Parsed.Accepted.class);
    }
}
