package io.meshsdk.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.Mesh;
import io.meshsdk.Request;
import io.meshsdk.Response;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.Bootstrap;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.EnvoyProcess;
import io.meshsdk.test.FaultyServer;
import io.meshsdk.test.HttpService;
import io.meshsdk.test.Ports;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mesh calls an Envoy, reads the same file as an Envoy, and has the same control plane as an Envoy. */
@Tag("interop")
@Timeout(60)
class EnvoyTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void anEnvoyTakesTheMeshsIdentityAndTellsCallersApart() throws Exception {
        TestCa ca = TestCa.create("mesh.test");
        int port = Ports.free();
        opened(EnvoyProcess.start(
                directory, mutualTlsServer(port, ca.workload("orders"), "spiffe://mesh.test/caller"), port));
        ControlPlane plane = opened(ControlPlane.start());
        plane.put(Config.httpService("orders")
                .version("v1", 1, "127.0.0.1:" + port)
                .mutualTls("spiffe://mesh.test/orders")
                .resources());
        plane.put(Config.httpService("impostor")
                .version("v1", 1, "127.0.0.1:" + port)
                .mutualTls("spiffe://mesh.test/impostor")
                .resources());

        plane.put(Config.identity(ca.workload("caller")));
        Mesh caller = opened(mesh(plane.bootstrap("caller")));
        Response allowed = get(caller, "http://orders/");
        assertThat(allowed.bodyText()).as(allowed.toString()).isEqualTo("from envoy");
        assertThat(allowed.headers().get("server")).isEqualTo("envoy");

        Response refused = get(caller, "http://impostor/");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.info().flags().contains(ResponseFlag.UF)).isTrue();

        plane.put(Config.identity(ca.workload("stranger")));
        Mesh stranger = opened(mesh(plane.bootstrap("stranger")));
        assertThat(get(stranger, "http://orders/").status()).isEqualTo(403);

        TestCa foreign = TestCa.create("mesh.test");
        plane.put(Config.certificate(Config.OWN_CERTIFICATE, foreign.workload("caller")));
        Mesh unknown = opened(mesh(plane.bootstrap("unknown")));
        assertThat(get(unknown, "http://orders/").status()).isEqualTo(503);
    }

    @Test
    void anEnvoyAndTheMeshSpeakHttp2UnderMutualTls() throws Exception {
        TestCa ca = TestCa.create("mesh.test");
        int port = Ports.free();
        EnvoyProcess envoy = opened(EnvoyProcess.start(
                directory, mutualTlsServer(port, ca.workload("orders"), "spiffe://mesh.test/caller"), port));
        ControlPlane plane = opened(ControlPlane.start().put(Config.identity(ca.workload("caller"))));
        plane.put(service("orders", port).http2().resources());
        plane.put(service("older", port).resources());
        Mesh caller = opened(mesh(plane.bootstrap("caller")));

        assertThat(get(caller, "http://older/").headers().get("x-protocol")).isEqualTo("HTTP/1.1");
        List<CompletableFuture<Response>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(caller.client().send(Request.get("http://orders/" + i)).toCompletableFuture());
        }
        for (CompletableFuture<Response> call : calls) {
            Response response = call.get(20, TimeUnit.SECONDS);
            assertThat(response.status()).as(envoy.log()).isEqualTo(200);
            assertThat(response.headers().get("x-protocol")).isEqualTo("HTTP/2");
            assertThat(response.info().peer().name()).isEqualTo("spiffe://mesh.test/orders");
        }

        plane.put(Config.identity(ca.workload("stranger")));
        Mesh stranger = opened(mesh(plane.bootstrap("stranger")));
        assertThat(get(stranger, "http://orders/").status()).isEqualTo(403);
    }

    private static HttpService service(String name, int port) {
        return Config.httpService(name).version("v1", 1, "127.0.0.1:" + port).mutualTls("spiffe://mesh.test/orders");
    }

    @Test
    void oneBootstrapFileGivesTheSameDecisionsInAnEnvoyAndInAMesh() throws Exception {
        FaultyServer one = opened(FaultyServer.start(echo("one")));
        FaultyServer two = opened(FaultyServer.start(echo("two")));
        FaultyServer gone = FaultyServer.start(echo("gone"));
        gone.close();
        int port = Ports.free();
        String bootstrap = outboundProxy(port, one.port(), two.port(), gone.port());
        opened(EnvoyProcess.start(directory, bootstrap, port));
        Path file = Files.writeString(directory.resolve("same.yaml"), bootstrap);
        Mesh mesh = opened(Mesh.builder().bootstrap(file).ioThreads(1).start());

        List<String> differences = new ArrayList<>();
        for (String[] request : new String[][] {
            {"orders", "/"},
            {"ORDERS", "/exact"},
            {"orders", "/exact?q=1"},
            {"orders", "/exactly"},
            {"orders", "/items/17"},
            {"orders", "/items/x"},
            {"orders", "/old/path?q=1"},
            {"orders", "/moved/a?b=c"},
            {"orders", "/teapot"},
            {"orders", "/gone"},
            {"orders", "/nowhere"},
            {"orders", "/", "x-tester: yes"},
            {"orders", "/", "x-tester: no"},
            {"a.wild.test", "/"},
            {"wild.test", "/"},
            {"orders:81", "/"},
        }) {
            String host = request[0];
            String[] headers = request.length > 2 ? new String[] {request[2]} : new String[0];
            String raw = PlainHttp.get(port, host, request[1], headers);
            Request.Builder builder = Request.builder("GET", URI.create("http://" + host + request[1]))
                    .listener("outbound");
            if (headers.length > 0) {
                builder.header("x-tester", headers[0].substring("x-tester: ".length()));
            }
            Response meshed = mesh.client().sendBlocking(builder.build());
            String envoys = PlainHttp.status(raw) + " " + PlainHttp.header(raw, "location") + " "
                    + PlainHttp.header(raw, "x-seen") + " " + PlainHttp.header(raw, "x-route");
            String ours = meshed.status() + " " + orEmpty(meshed.headers().get("location")) + " "
                    + orEmpty(meshed.headers().get("x-seen")) + " "
                    + orEmpty(meshed.headers().get("x-route"));
            if (!envoys.equals(ours)) {
                differences.add(String.join(" ", request) + ": envoy " + envoys + ", mesh " + ours);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(PlainHttp.status(PlainHttp.get(port, "orders", "/items/17"))).isEqualTo(200);
    }

    @Test
    void oneControlPlaneServesAnEnvoyAndAMesh() throws Exception {
        FaultyServer one = opened(FaultyServer.start(Behavior.answer(200, "one")));
        FaultyServer two = opened(FaultyServer.start(Behavior.answer(200, "two")));
        ControlPlane plane = opened(ControlPlane.start());
        for (boolean delta : new boolean[] {false, true}) {
            int port = Ports.free();
            plane.put(Config.httpService("orders")
                    .onPort(port)
                    .version("v1", 1, one.address())
                    .resources());
            Bootstrap bootstrap = plane.bootstrap("both").cluster("shop");
            try (EnvoyProcess envoy = EnvoyProcess.start(
                            directory, delta ? bootstrap.delta().envoy() : bootstrap.envoy(), port);
                    Mesh mesh = mesh(bootstrap)) {
                assertThat(PlainHttp.get(port, "orders", "/")).as(envoy.log()).endsWith("one");
                assertThat(get(mesh, "http://orders:" + port + "/").bodyText()).isEqualTo("one");

                plane.put(Config.endpoints("orders-v1", two.address()));
                awaitBody("two", () -> PlainHttp.get(port, "orders", "/"));
                awaitBody("two", () -> get(mesh, "http://orders:" + port + "/").bodyText());
            }
            plane.awaitStreams(0);
        }
    }

    private static void awaitBody(String end, java.util.concurrent.Callable<String> call) throws Exception {
        long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        String last;
        do {
            last = call.call();
        } while (!last.endsWith(end) && System.nanoTime() - limit < 0);
        assertThat(last).endsWith(end);
    }

    /** Says in headers who answered, and what reached it. */
    private static Behavior echo(String name) {
        return wire -> {
            while (true) {
                var request = wire.readRequest();
                wire.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-seen: " + name + " "
                        + request.line().replace(' ', ',') + " "
                        + request.header("host").orElse("-") + " "
                        + request.header("x-added").orElse("-") + "\r\n\r\n");
            }
        };
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private Mesh mesh(Bootstrap bootstrap) {
        return Mesh.builder()
                .bootstrap(bootstrap.writeTo(directory.resolve("mesh-" + System.nanoTime() + ".json")))
                .ioThreads(1)
                .start();
    }

    private static Response get(Mesh mesh, String uri) throws InterruptedException {
        return mesh.client().sendBlocking(Request.get(uri));
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }

    private String mutualTlsServer(int port, TestCertificate certificate, String allowed) {
        return """
                static_resources:
                  listeners:
                  - name: server
                    address: {socket_address: {address: 127.0.0.1, port_value: PORT}}
                    filter_chains:
                    - transport_socket:
                        name: tls
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                          require_client_certificate: true
                          common_tls_context:
                            alpn_protocols: [h2, http/1.1]
                            tls_certificates:
                            - {certificate_chain: {filename: DIR/cert.pem}, private_key: {filename: DIR/key.pem}}
                            validation_context: {trusted_ca: {filename: DIR/ca.pem}}
                      filters:
                      - name: hcm
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: server
                          route_config:
                            response_headers_to_add:
                            - header: {key: x-protocol, value: "%PROTOCOL%"}
                            virtual_hosts:
                            - name: all
                              domains: ["*"]
                              routes:
                              - match: {prefix: /}
                                direct_response: {status: 200, body: {inline_string: from envoy}}
                          http_filters:
                          - name: rbac
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC
                              rules:
                                action: ALLOW
                                policies:
                                  callers:
                                    permissions: [{any: true}]
                                    principals: [{authenticated: {principal_name: {exact: "ALLOWED"}}}]
                          - name: router
                            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                """.replace("PORT", "" + port)
                .replace("ALLOWED", allowed)
                .replace("DIR", certificate.writeTo(directory.resolve("envoy")).toString());
    }

    private static String outboundProxy(int port, int one, int two, int gone) {
        return """
                node: {id: both, cluster: shop}
                static_resources:
                  listeners:
                  - name: outbound
                    traffic_direction: OUTBOUND
                    address: {socket_address: {address: 127.0.0.1, port_value: PORT}}
                    filter_chains:
                    - filters:
                      - name: hcm
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: outbound
                          route_config:
                            name: routes
                            response_headers_to_add:
                            - header: {key: x-route, value: "%ROUTE_NAME%"}
                            virtual_hosts:
                            - name: orders
                              domains: [orders]
                              routes:
                              - name: tester
                                match: {prefix: /, headers: [{name: x-tester, string_match: {exact: "yes"}}]}
                                route: {cluster: two}
                              - name: exact
                                match: {path: /exact}
                                route: {cluster: two}
                                request_headers_to_add:
                                - header: {key: x-added, value: "for %REQ(:authority)%"}
                              - name: regex
                                match: {safe_regex: {regex: "/items/[0-9]+"}}
                                route: {cluster: two, regex_rewrite: {pattern: {regex: "/items/(.*)"}, substitution: "/i/\\\\1"}}
                              - name: rewritten
                                match: {prefix: /old/}
                                route: {cluster: one, prefix_rewrite: /new/, host_rewrite_literal: rewritten.test}
                              - name: moved
                                match: {prefix: /moved}
                                redirect: {host_redirect: elsewhere.test, prefix_rewrite: /here, response_code: TEMPORARY_REDIRECT}
                              - name: teapot
                                match: {path: /teapot}
                                direct_response: {status: 418, body: {inline_string: short}}
                              - name: gone
                                match: {path: /gone}
                                route: {cluster: gone}
                              - name: weighted
                                match: {path: /}
                                route:
                                  weighted_clusters:
                                    clusters: [{name: one, weight: 100}, {name: two, weight: 0}]
                              - name: missing
                                match: {path: /nowhere}
                                route: {cluster_header: x-no-such-cluster}
                            - name: wild
                              domains: ["*.wild.test"]
                              routes:
                              - name: wild
                                match: {prefix: /}
                                route: {cluster: two}
                            - name: rest
                              domains: ["*"]
                              routes:
                              - name: rest
                                match: {prefix: /}
                                direct_response: {status: 404}
                          http_filters:
                          - name: router
                            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                  clusters:
                  - {name: one, type: STATIC, connect_timeout: 1s, load_assignment: {cluster_name: one, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: ONE}}}}]}]}}
                  - {name: two, type: STATIC, connect_timeout: 1s, load_assignment: {cluster_name: two, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: TWO}}}}]}]}}
                  - {name: gone, type: STATIC, connect_timeout: 1s, load_assignment: {cluster_name: gone, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: GONE}}}}]}]}}
                """.replace("PORT", "" + port)
                .replace("GONE", "" + gone)
                .replace("ONE", "" + one)
                .replace("TWO", "" + two);
    }
}
