package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.call.Locality;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.wire.Bootstraps;
import io.meshsdk.internal.xds.wire.MessageParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XdsBootstrapTest {
    /** DIR stands for where the certificates are. */
    private static final String FILE = """
            node:
              id: caller-1
              cluster: callers
              locality: {region: r, zone: z, sub_zone: s}
              metadata: {LABELS: {app: "a \\"b\\""}, weights: [1, 2.5], on: true}
            static_resources:
              clusters:
              - name: orders
                type: STATIC
                connect_timeout: 1s
                load_assignment:
                  cluster_name: orders
                  endpoints:
                  - lb_endpoints:
                    - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: 8080}}}
              - name: management-server-1
                type: STRICT_DNS
                connect_timeout: 5s
                load_assignment:
                  cluster_name: management-server-1
                  endpoints:
                  - lb_endpoints:
                    - endpoint: {address: {socket_address: {address: istiod.example, port_value: 15012}}}
                typed_extension_protocol_options: &h2
                  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                    "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                    explicit_http_config: {http2_protocol_options: {}}
                transport_socket:
                  name: envoy.transport_sockets.tls
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                    sni: istiod.example
                    common_tls_context:
                      tls_certificates:
                      - {certificate_chain: {filename: DIR/c.pem}, private_key: {filename: DIR/k.pem}}
                      validation_context:
                        trusted_ca: {filename: DIR/ca.pem}
                        match_typed_subject_alt_names:
                        - {san_type: URI, matcher: {exact: "spiffe://mesh.example/istiod"}}
              - name: management-server-2
                type: STATIC
                connect_timeout: 5s
                load_assignment:
                  cluster_name: management-server-2
                  endpoints:
                  - lb_endpoints:
                    - endpoint: {address: {socket_address: {address: 10.0.0.1, port_value: 15010}}}
                typed_extension_protocol_options: *h2
            dynamic_resources:
              ads_config:
                api_type: DELTA_GRPC
                grpc_services:
                - envoy_grpc: {cluster_name: management-server-1}
                - envoy_grpc: {cluster_name: management-server-2}
              lds_config: {ads: {}, initial_fetch_timeout: 2.5s}
              cds_config: {ads: {}, initial_fetch_timeout: 2.5s}
            """;

    private static final String ORDERS = """
            clusters:
            - name: orders
              type: STATIC
              connect_timeout: 1s
              load_assignment:
                cluster_name: orders
                endpoints:
                - lb_endpoints:
                  - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: 8080}}}
            """;

    @TempDir
    Path directory;

    @Test
    void codeSaysWhatAFileWouldSay() throws IOException {
        Path chain = Files.writeString(directory.resolve("c.pem"), "");
        Path key = Files.writeString(directory.resolve("k.pem"), "");
        Path ca = Files.writeString(directory.resolve("ca.pem"), "");
        XdsBootstrap code = XdsBootstrap.builder()
                .nodeId("caller-1")
                .nodeCluster("callers")
                .nodeLocality(new Locality("r", "z", "s"))
                .nodeMetadata("LABELS", Map.of("app", "a \"b\""))
                .nodeMetadata("weights", List.of(1, 2.5))
                .nodeMetadata("on", true)
                .managementServer(XdsServer.tls("istiod.example", 15012, ca)
                        .certificate(chain, key)
                        .subjectAltName("spiffe://mesh.example/istiod"))
                .managementServer(XdsServer.plaintext("10.0.0.1", 15010))
                .delta()
                .initialFetchTimeout(Duration.ofMillis(2500))
                .staticResources(ORDERS)
                .build();

        assertThat(read(code.json())).isEqualTo(read(FILE.replace("DIR", directory.toString())));
    }

    @Test
    void aServerIsHeldToItsHostUnlessSaidOtherwise() {
        Path ca = Path.of("/ca.pem");
        assertThat(json(XdsServer.tls("xds.example", 443, ca)))
                .contains("\"san_type\":\"DNS\"", "{\"exact\":\"xds.example\"}", "\"sni\":\"xds.example\"");
        assertThat(json(XdsServer.tls("10.0.0.1", 443, ca)))
                .contains("\"san_type\":\"IP_ADDRESS\"", "{\"exact\":\"10.0.0.1\"}")
                .doesNotContain("\"sni\"");
        assertThat(json(XdsServer.tls("10.0.0.1", 443, ca).sni("xds.example"))).contains("\"sni\":\"xds.example\"");
    }

    @Test
    void whatCannotBeIsRefusedWhereItIsSaid() {
        assertThatThrownBy(() -> XdsServer.plaintext("xds.example", 0))
                .hasMessage("the port of management server xds.example is 0; give 1 to 65535");
        assertThatThrownBy(() -> XdsServer.plaintext("xds.example", 443).sni("other"))
                .hasMessageContaining("use XdsServer.tls");
        assertThatThrownBy(() ->
                        XdsBootstrap.builder().nodeMetadata("key", new Object()).build())
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() ->
                        XdsBootstrap.builder().staticResources("clusters: [").build())
                .isInstanceOf(MeshStartException.class)
                .hasMessageContaining("static resources of the bootstrap from code");
        assertThatThrownBy(() ->
                        XdsBootstrap.builder().staticResources("clusters: {}").build())
                .hasMessageContaining("clusters must be a list");
    }

    @Test
    void aStaticResourceThatIsWrongIsNamedByItsPlaceInTheText() {
        XdsBootstrap code = XdsBootstrap.builder()
                .nodeId("caller-1")
                .managementServer(XdsServer.plaintext("10.0.0.1", 15010))
                .staticResources(ORDERS.replace("8080", "99999"))
                .build();
        assertThatThrownBy(() -> Mesh.builder().bootstrap(code).start())
                .isInstanceOf(MeshStartException.class)
                .hasMessageStartingWith("bootstrap from code: static_resources.clusters[0]")
                .hasMessageContaining("port_value");
    }

    private static String json(XdsServer server) {
        return XdsBootstrap.builder()
                .nodeId("n")
                .managementServer(server)
                .build()
                .json();
    }

    private static Bootstrap read(String text) {
        return Bootstraps.text(text, "test", new MessageParser());
    }
}
