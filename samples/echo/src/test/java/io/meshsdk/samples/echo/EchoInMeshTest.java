package io.meshsdk.samples.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The application as its README starts it: a port, and an Envoy bootstrap whose listener serves that port. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EchoInMeshTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final JsonMapper JSON = new JsonMapper();

    private final TestCertificate caller =
            CA.issue("spiffe://mesh.test/caller").dns("caller.test").build();

    private int port;
    private ConfigurableApplicationContext echo;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        port = freePort();
        Path own = CA.issue("spiffe://mesh.test/echo").dns("localhost").build().writeTo(directory.resolve("own"));
        Path bootstrap = Files.writeString(directory.resolve("bootstrap.yaml"), bootstrap(port, own));
        echo = SpringApplication.run(EchoApplication.class, "--server.port=" + port, "--mesh.bootstrap=" + bootstrap);
    }

    @AfterAll
    void stop() {
        echo.close();
    }

    @Test
    void showsWhoCallsOverMutualTls() throws Exception {
        HttpResponse<String> response = get(caller, "https", "/a/../orders?q=1");
        JsonNode seen = JSON.readTree(response.body());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(seen.at("/path").asString()).isEqualTo("/orders");
        assertThat(seen.at("/query").asString()).isEqualTo("q=1");
        assertThat(seen.at("/peer").toString())
                .isEqualTo("{\"verified\":true,\"name\":\"spiffe://mesh.test/caller\","
                        + "\"spiffeId\":\"spiffe://mesh.test/caller\"}");
        assertThat(seen.at("/tls/protocol").asString()).isEqualTo("TLSv1.3");
        assertThat(seen.at("/tls/certificateSans").toString()).contains("spiffe://mesh.test/caller", "caller.test");
        assertThat(seen.at("/headers/x-forwarded-proto/0").asString()).isEqualTo("https");
        assertThat(seen.at("/headers/x-request-id/0").asString()).hasSize(36);
        assertThat(seen.at("/headers/x-forwarded-client-cert/0").asString())
                .startsWith("By=spiffe://mesh.test/echo;Hash=")
                .endsWith(";URI=spiffe://mesh.test/caller")
                .doesNotContain("admin");
    }

    @Test
    void answersPlaintextOnTheSamePortWithoutAPeer() throws Exception {
        JsonNode seen = JSON.readTree(get(caller, "http", "/public").body());

        assertThat(seen.at("/peer/verified").asBoolean()).isFalse();
        assertThat(seen.at("/peer/spiffeId").isNull()).isTrue();
        assertThat(seen.at("/tls").isNull()).isTrue();
        assertThat(seen.at("/headers").has("x-forwarded-client-cert")).isFalse();
    }

    @Test
    void showsNobodyWhatPoliciesForbid() throws Exception {
        assertThat(get(caller, "http", "/orders").statusCode()).isEqualTo(403);
        HttpResponse<String> stranger = get(CA.workload("stranger"), "https", "/orders");
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(stranger.body()).isEqualTo("RBAC: access denied");
        assertThatThrownBy(() -> get(TestCa.create("mesh.test").workload("caller"), "https", "/orders"))
                .isInstanceOf(IOException.class);
    }

    private HttpResponse<String> get(TestCertificate own, String scheme, String path) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.keyManagers().getKeyManagers(), caller.trustManagers().getTrustManagers(), null);
        HttpRequest request = HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + port + path))
                .header("x-forwarded-client-cert", "URI=spiffe://mesh.test/admin")
                .build();
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String bootstrap(int port, Path own) {
        String manager = """
                filters:
                      - name: envoy.filters.network.http_connection_manager
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: inbound
                          normalize_path: true
                          forward_client_cert_details: SANITIZE_SET
                          set_current_client_cert_details: {uri: true}
                          route_config:
                            virtual_hosts: [{name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: application}}]}]
                          http_filters:
                          - name: envoy.filters.http.rbac
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC
                              rules:
                                action: ALLOW
                                policies:
                                  caller: {permissions: [{any: true}], principals: [{authenticated: {principal_name: {exact: "spiffe://mesh.test/caller"}}}]}
                                  public: {permissions: [{url_path: {path: {prefix: /public}}}], principals: [{any: true}]}
                          - name: envoy.filters.http.router
                            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                """;
        return """
                node: {id: echo, cluster: echo}
                static_resources:
                  listeners:
                  - name: inbound
                    traffic_direction: INBOUND
                    address: {socket_address: {address: 0.0.0.0, port_value: PORT}}
                    listener_filters:
                    - name: envoy.filters.listener.tls_inspector
                      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector}
                    filter_chains:
                    - name: mutual-tls
                      filter_chain_match: {transport_protocol: tls}
                      MANAGER
                      transport_socket:
                        name: envoy.transport_sockets.tls
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                          require_client_certificate: true
                          common_tls_context:
                            tls_certificates: [{certificate_chain: {filename: OWN/cert.pem}, private_key: {filename: OWN/key.pem}}]
                            validation_context: {trusted_ca: {filename: OWN/ca.pem}}
                    - name: plaintext
                      filter_chain_match: {transport_protocol: raw_buffer}
                      MANAGER
                  clusters:
                  - name: application
                    type: STATIC
                    load_assignment: {cluster_name: application, endpoints: []}
                """.replace("MANAGER", manager.stripTrailing())
                .replace("PORT", "" + port)
                .replace("OWN", own.toString());
    }
}
