package io.meshsdk.internal.xds.bootstrap.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meshsdk.call.Address;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Dialect;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.internal.xds.bootstrap.Source;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.Listener;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.spi.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapsTest {
    private static final String ENVOY = """
            node:
              id: caller-1
              cluster: callers
              locality: {zone: z1}
              metadata: {LABELS: {app: caller}, weight: 2, on: true}
            admin:
              address: {socket_address: {address: 127.0.0.1, port_value: 9901}}
            static_resources:
              clusters:
              - name: xds
                type: STRICT_DNS
                connect_timeout: 1s
                load_assignment:
                  cluster_name: xds
                  endpoints:
                  - lb_endpoints:
                    - endpoint: {address: {socket_address: {address: istiod, port_value: 15010}}}
                typed_extension_protocol_options:
                  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                    "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                    explicit_http_config: {http2_protocol_options: {}}
            dynamic_resources:
              ads_config:
                api_type: DELTA_GRPC
                grpc_services:
                - envoy_grpc: {cluster_name: xds}
              cds_config: {ads: {}, initial_fetch_timeout: 3s}
              lds_config: {path_config_source: {path: /etc/lds.yaml}}
            """;

    private static final String GRPC = """
            {
              "xds_servers": [{
                "server_uri": "dns:///control:18000",
                "channel_creds": [
                  {"type": "google_default"},
                  {"type": "tls", "config": {"ca_certificate_file": "/ca.pem", "refresh_interval": "60s"}}],
                "server_features": ["xds_v3"]}],
              "node": {"id": "n1", "locality": {"region": "r"}, "metadata": {"a": [1, null]}},
              "certificate_providers": {"default": {"plugin_name": "file_watcher", "config": {
                "certificate_file": "/c.pem", "private_key_file": "/k.pem", "ca_certificate_file": "/ca.pem",
                "refresh_interval": "30s"}}},
              "server_listener_resource_name_template": "grpc/server?xds.resource.listening_address=%s",
              "novelty": {}
            }
            """;

    /** Reads only the names and addresses of messages. */
    private static final ResourceParser PARSER = (type, name, bytes) -> {
        try {
            return switch (type) {
                case CLUSTER ->
                    cluster(io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster.parseFrom(bytes));
                case LISTENER ->
                    new Parsed.Accepted(
                            new Listener(
                                    io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Listener.parseFrom(
                                                    bytes)
                                            .getName(),
                                    Optional.empty(),
                                    Listener.TrafficDirection.OUTBOUND,
                                    Optional.empty(),
                                    List.of(),
                                    Optional.empty(),
                                    false),
                            List.of());
                default -> throw new IllegalArgumentException(type.toString());
            };
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    };

    @Test
    void envoysTellsNodeServersSourcesAndStaticResources() {
        Bootstrap bootstrap = Bootstraps.text(ENVOY, "envoy.yaml", PARSER);

        assertThat(bootstrap.dialect()).isEqualTo(Dialect.ENVOY);
        assertThat(bootstrap.node().id()).isEqualTo("caller-1");
        assertThat(bootstrap.node().locality()).isEqualTo(new Locality("", "z1", ""));
        assertThat(bootstrap.node().metadata())
                .isEqualTo(Map.of("LABELS", Map.of("app", "caller"), "weight", 2.0, "on", true));
        assertThat(bootstrap.variant()).isEqualTo(Variant.DELTA);
        assertThat(bootstrap.servers())
                .containsExactly(new ManagementServer(
                        "xds",
                        List.of(new Address.Socket("istiod", 15010)),
                        "istiod:15010",
                        new ManagementServer.Security.Plaintext()));
        assertThat(bootstrap.sources())
                .isEqualTo(Map.of(
                        ResourceType.CLUSTER, new Source.Ads(Duration.ofSeconds(3)),
                        ResourceType.LISTENER, new Source.File("/etc/lds.yaml", Duration.ofSeconds(15))));
        assertThat(bootstrap.fixed()).hasSize(1);
        assertThat(bootstrap.notes()).extracting(Bootstrap.Note::field).containsExactly("admin");
    }

    @Test
    void jsonIsReadAsYamlIs() {
        assertThat(Bootstraps.text("{\"node\": {\"id\": \"a\\u00e9\\n\\\"\"}}", "b.json", PARSER)
                        .node()
                        .id())
                .isEqualTo("aé\n\"");
    }

    @Test
    void grpcsTellsServersCredentialsAndProviders() {
        Bootstrap bootstrap = Bootstraps.text(GRPC, "grpc.json", PARSER);

        assertThat(bootstrap.dialect()).isEqualTo(Dialect.GRPC);
        assertThat(bootstrap.node().metadata()).isEqualTo(Map.of("a", List.of(1.0, Optional.empty())));
        assertThat(bootstrap.servers())
                .containsExactly(new ManagementServer(
                        "dns:///control:18000",
                        List.of(new Address.Socket("control", 18000)),
                        "control:18000",
                        new ManagementServer.Security.Files(
                                Optional.of(Path.of("/ca.pem")), Optional.empty(), Optional.empty())));
        assertThat(bootstrap.certificateProviders().get("default"))
                .isEqualTo(new Bootstrap.CertificateProvider(
                        Optional.of(Path.of("/c.pem")),
                        Optional.of(Path.of("/k.pem")),
                        Optional.of(Path.of("/ca.pem")),
                        Duration.ofSeconds(30)));
        assertThat(bootstrap.listenerNames().server())
                .hasValueSatisfying(name -> assertThat(name).startsWith("grpc/server"));
        assertThat(bootstrap.notes())
                .extracting(Bootstrap.Note::field)
                .containsExactlyInAnyOrder("novelty", "xds_servers[0].channel_creds[0].type");
    }

    @Test
    void theEnvironmentNamesAFileOrHoldsTheTextAndTheFileWins(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("b.json"), GRPC);

        assertThat(Bootstraps.environment(Map.of(), PARSER)).isEmpty();
        assertThat(Bootstraps.environment(Map.of("GRPC_XDS_BOOTSTRAP_CONFIG", GRPC), PARSER))
                .isPresent();
        assertThat(Bootstraps.environment(
                        Map.of("GRPC_XDS_BOOTSTRAP", file.toString(), "GRPC_XDS_BOOTSTRAP_CONFIG", "bad"), PARSER))
                .isPresent();
        assertThatThrownBy(() -> Bootstraps.file(directory.resolve("none"), PARSER))
                .isInstanceOf(BootstrapException.class)
                .hasMessageContaining("none: cannot be read");
    }

    @ParameterizedTest(name = "{0} is told as {1}")
    @CsvSource(delimiter = '|', textBlock = """
            node: {idd: x} | b:1: node.idd is not a known field
            node: {id: {x: 1}} | b:1: node.id cannot be {"x":1}
            static_resources: {clusters: [{name: a}, {name: b, nmae: c}]} | b:1: static_resources.clusters[1].nmae is not
            static_resources: {clusters: [{name: a, connect_timeout: soon}]} | static_resources.clusters[0].connect_timeout: Failed to parse duration
            static_resources: {clusters: [{name: a, transport_socket: {typed_config: {"@type": type.googleapis.com/envoy.Nope}}}]} | transport_socket.typed_config.@type is type.googleapis.com/envoy.Nope, which this version does not know
            static_resources: {clusters: [{name: a, transport_socket: {typed_config: {"@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext, sini: x}}}]} | transport_socket.typed_config.sini is not a known field
            static_resources: {clusters: [{name: refused}]} | static_resources.clusters[0].type: is bad
            dynamic_resources: {ads_config: {api_type: REST}} | ads_config.api_type: REST is not supported; use GRPC
            dynamic_resources: {ads_config: {api_type: GRPC}} | ads_config.grpc_services: is empty
            dynamic_resources: {ads_config: {api_type: GRPC, grpc_services: [{envoy_grpc: {cluster_name: x}}]}} | there is no static cluster x
            dynamic_resources: {ads_config: {api_type: GRPC, grpc_services: [{google_grpc: {target_uri: x, stat_prefix: x}}]}} | google_grpc: is not supported; use envoy_grpc
            dynamic_resources: {lds_config: {ads: {}}} | there is no dynamic_resources.ads_config
            node: {id: a, id: b} | b:1: id is given twice
            node: {id: | is neither YAML nor JSON
            xds_servers: [] | xds_servers is empty; name at least one server
            xds_servers: [{server_uri: x:1}] | xds_servers[0].channel_creds has none that is supported
            xds_servers: [{server_uri: x:y, channel_creds: [{type: insecure}]}] | xds_servers[0].server_uri is x:y, which has no port
            xds_servers: [{server_uri: 7}] | xds_servers[0].server_uri must be a text, not 7
            xds_servers: [{server_uri: x:1, channel_creds: [{type: tls, config: {certificate_file: c}}]}] | certificate_file and private_key_file go together
            """)
    void aBadBootstrapIsToldByItsPlaceAndTheWayOut(String text, String told) {
        assertThatThrownBy(() -> Bootstraps.text(text, "b", PARSER))
                .isInstanceOf(BootstrapException.class)
                .hasMessageStartingWith("b:")
                .hasMessageContaining(told);
    }

    @Test
    void theLineOfAFaultIsItsOwn() {
        assertThatThrownBy(() -> Bootstraps.text(ENVOY.replace("lds_config", "lbs_config"), "envoy.yaml", PARSER))
                .hasMessageContaining("envoy.yaml:28: dynamic_resources.lbs_config is not a known field");
    }

    private static Parsed cluster(io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster message) {
        if (message.getName().equals("refused")) {
            return new Parsed.Rejected(
                    "refused", List.of(new Finding.Rejected(ResourceType.CLUSTER, "refused", "type", "is bad")));
        }
        List<ClusterLoadAssignment.LbEndpoint> endpoints = message.getLoadAssignment().getEndpointsList().stream()
                .flatMap(locality -> locality.getLbEndpointsList().stream())
                .map(endpoint -> endpoint.getEndpoint().getAddress().getSocketAddress())
                .map(address -> new ClusterLoadAssignment.LbEndpoint(
                        new Address.Socket(address.getAddress(), address.getPortValue()),
                        "",
                        ClusterLoadAssignment.HealthStatus.UNKNOWN,
                        1,
                        Metadata.EMPTY))
                .toList();
        return new Parsed.Accepted(
                new Cluster(
                        message.getName(),
                        new Cluster.Discovery.StrictDns(
                                new ClusterLoadAssignment(
                                        message.getName(),
                                        List.of(new ClusterLoadAssignment.LocalityLbEndpoints(
                                                Locality.NONE, 0, 0, endpoints)),
                                        140),
                                Duration.ofSeconds(5)),
                        new Cluster.LbPolicy.RoundRobin(),
                        50,
                        Duration.ofSeconds(5),
                        1 << 20,
                        CircuitBreakers.DEFAULT,
                        new TransportSocket.RawBuffer(),
                        List.of(),
                        HttpProtocolOptions.HTTP1),
                List.of());
    }
}
