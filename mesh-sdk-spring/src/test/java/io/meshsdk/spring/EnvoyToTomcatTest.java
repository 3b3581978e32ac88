package io.meshsdk.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.EnvoyProcess;
import io.meshsdk.test.Ports;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A real Envoy, as a caller's sidecar, calls a Boot application that is in the mesh without one. */
@Tag("interop")
@Timeout(90)
class EnvoyToTomcatTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final String CALLER = "spiffe://mesh.test/caller";

    /** As the sidecars of Istio say where they want to go, and that they are of the mesh. */
    private static final String SNI = "outbound_.80_._.orders.shop.svc";

    private static final String ISTIO_HTTP = "istio-http/1.1";

    @TempDir
    Path directory;

    @EnableAutoConfiguration
    @RestController
    static class Orders {
        private final AtomicInteger calls = new AtomicInteger();

        @GetMapping("/who")
        String who(HttpServletRequest request) {
            calls.incrementAndGet();
            return MeshPeer.of(request).flatMap(MeshPeer::spiffeId).orElse("nobody") + " secure=" + request.isSecure()
                    + " " + request.getProtocol();
        }
    }

    @BeforeAll
    static void needsAnEnvoy() {
        EnvoyProcess.binary();
    }

    @Test
    void theApplicationSeesTheIdentityOfTheEnvoy() throws Exception {
        int port = Ports.free();
        try (ControlPlane plane = plane(inbound(port));
                ConfigurableApplicationContext orders = orders(plane, port)) {
            HttpResponse<String> response = call(CA.workload("caller"), "", port);

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(CALLER + " secure=true HTTP/1.1");
            assertThat(calls(orders)).isOne();
        }
    }

    @Test
    void theEnvoyAndTheApplicationSpeakHttp2() throws Exception {
        int port = Ports.free();
        try (ControlPlane plane = plane(inbound(port));
                ConfigurableApplicationContext orders = orders(plane, port)) {
            HttpResponse<String> response = call(CA.workload("caller"), "", port, "h2");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(CALLER + " secure=true HTTP/2.0");

            assertThat(call(CA.workload("stranger"), "", port, "h2").statusCode())
                    .isEqualTo(403);
            assertThat(calls(orders)).isOne();
        }
    }

    @Test
    void anEnvoyWithAnotherIdentityIsForbiddenToCall() throws Exception {
        int port = Ports.free();
        try (ControlPlane plane = plane(inbound(port));
                ConfigurableApplicationContext orders = orders(plane, port)) {
            HttpResponse<String> response = call(CA.workload("stranger"), "", port);

            assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
            assertThat(calls(orders)).isZero();
        }
    }

    @Test
    void anEnvoyOfAForeignAuthorityIsRefusedInTheHandshake() throws Exception {
        int port = Ports.free();
        try (ControlPlane plane = plane(inbound(port));
                ConfigurableApplicationContext orders = orders(plane, port)) {
            HttpResponse<String> response = call(TestCa.create("mesh.test").workload("caller"), "", port);

            assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
            // It is the application that refuses the Envoy, not the Envoy the application.
            assertThat(response.body()).contains("TLSV1_ALERT_UNKNOWN_CA").doesNotContain("CERTIFICATE_VERIFY_FAILED");
            assertThat(calls(orders)).isZero();
        }
    }

    /** Through a chain that takes nothing else: so both did arrive. */
    @Test
    void theSniAndTheAlpnOfAnIstioSidecarChooseAChain() throws Exception {
        int port = Ports.free();
        List<Message> listener =
                inbound(port).stream().map(EnvoyToTomcatTest::onlyForSidecars).toList();
        try (ControlPlane plane = plane(listener);
                ConfigurableApplicationContext orders = orders(plane, port)) {
            TestCertificate own = CA.workload("caller");
            String sni = "sni: " + SNI + ", ";
            HttpResponse<String> response = call(own, sni, port, ISTIO_HTTP, "http/1.1");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(CALLER + " secure=true HTTP/1.1");

            assertThat(call(own, "", port, ISTIO_HTTP, "http/1.1").statusCode()).isEqualTo(503);
            assertThat(call(own, sni, port, "http/1.1").statusCode()).isEqualTo(503);
            assertThat(calls(orders)).isOne();
        }
    }

    private static Message onlyForSidecars(Message resource) {
        Listener.Builder listener = ((Listener) resource).toBuilder();
        listener.getFilterChainsBuilder(0)
                .setFilterChainMatch(
                        FilterChainMatch.newBuilder().addServerNames(SNI).addApplicationProtocols(ISTIO_HTTP));
        return listener.build();
    }

    private static List<Message> inbound(int port) {
        return Config.inbound(port).mutualTls().allow("caller", CALLER).resources();
    }

    private static ControlPlane plane(List<Message> inbound) {
        return ControlPlane.start().put(Config.identity(CA.workload("orders"))).put(inbound);
    }

    private ConfigurableApplicationContext orders(ControlPlane plane, int port) {
        Path bootstrap = plane.bootstrap("orders").writeTo(directory.resolve("orders.json"));
        return new SpringApplicationBuilder(Orders.class)
                .properties("server.port=" + port, "mesh.bootstrap=" + bootstrap)
                .run();
    }

    private static int calls(ConfigurableApplicationContext orders) {
        return orders.getBean(Orders.class).calls.get();
    }

    /** One call in plain HTTP to a new Envoy, that has a certificate and trusts the mesh's authority. */
    private HttpResponse<String> call(TestCertificate own, String sni, int port, String... alpn)
            throws IOException, InterruptedException {
        int entry = Ports.free();
        try (EnvoyProcess envoy = EnvoyProcess.start(directory, sidecar(entry, own, sni, port, alpn), entry)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + entry + "/who"))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private String sidecar(int entry, TestCertificate own, String sni, int port, String... alpn) {
        return """
                static_resources:
                  listeners:
                  - name: outbound
                    address: {socket_address: {address: 127.0.0.1, port_value: ENTRY}}
                    filter_chains:
                    - filters:
                      - name: hcm
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: outbound
                          local_reply_config:
                            body_format: {text_format_source: {inline_string: "%LOCAL_REPLY_BODY%: %UPSTREAM_TRANSPORT_FAILURE_REASON%"}}
                          route_config:
                            virtual_hosts:
                            - {name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: orders}}]}
                          http_filters:
                          - name: router
                            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                  clusters:
                  - name: orders
                    type: STATIC
                    connect_timeout: 10s
                    typed_extension_protocol_options:
                      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                        explicit_http_config: {PROTOCOL: {}}
                    load_assignment:
                      cluster_name: orders
                      endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: TARGET}}}}]}]
                    transport_socket:
                      name: tls
                      typed_config: {
                        "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext,
                        SNI common_tls_context: {
                          alpn_protocols: [ALPN],
                          tls_certificates: [{certificate_chain: {filename: OWN/cert.pem}, private_key: {filename: OWN/key.pem}}],
                          validation_context: {
                            trusted_ca: {filename: MESH/ca.pem},
                            match_typed_subject_alt_names: [{san_type: URI, matcher: {exact: "spiffe://mesh.test/orders"}}]}}}
                """.replace("ENTRY", "" + entry)
                .replace("TARGET", "" + port)
                .replace("PROTOCOL", List.of(alpn).contains("h2") ? "http2_protocol_options" : "http_protocol_options")
                .replace("SNI ", sni)
                .replace("ALPN", String.join(", ", alpn))
                .replace("OWN", own.writeTo(directory.resolve("own")).toString())
                .replace(
                        "MESH",
                        CA.workload("any").writeTo(directory.resolve("mesh")).toString());
    }
}
