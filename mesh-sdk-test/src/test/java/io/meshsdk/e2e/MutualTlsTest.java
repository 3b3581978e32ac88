package io.meshsdk.e2e;

import static io.meshsdk.e2e.Started.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.Mesh;
import io.meshsdk.Request;
import io.meshsdk.Response;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.model.ResourceType;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.Bootstrap;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.FaultyServer;
import io.meshsdk.test.HttpService;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who calls whom, with identities that a control plane sends. */
@Timeout(60)
class MutualTlsTest {
    private static final String ORDERS = "spiffe://mesh.test/orders";
    private static final String CALLER = "spiffe://mesh.test/caller";

    private final ControlPlane plane = ControlPlane.start();
    private final TestCa ca = TestCa.create("mesh.test");

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        plane.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerWithTheRightNameSeesTheCallersOwn(boolean delta) throws Exception {
        plane.put(Config.identity(ca.workload("caller")));
        Bootstrap bootstrap = plane.bootstrap("caller");
        try (SecureServer server = SecureServer.start(ca.workload("orders"), ca)) {
            plane.put(orders(server.address()).mutualTls(ORDERS).resources());
            try (Mesh mesh = Started.mesh(delta ? bootstrap.delta() : bootstrap, directory)) {
                assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo(CALLER);
            }
        }
    }

    @Test
    void certificatesAndAuthorityAreRotatedUnderLoadWithoutAFailedCall() throws Exception {
        TestCertificate before = ca.workload("caller");
        plane.put(Config.identity(before));
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (SecureServer server = SecureServer.start(ca.workload("orders"), ca)) {
            plane.put(orders(server.address()).mutualTls(ORDERS).resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                AtomicBoolean over = new AtomicBoolean();
                AtomicIntegerArray calls = new AtomicIntegerArray(4);
                List<Future<Response>> failures = IntStream.range(0, 4)
                        .mapToObj(i -> callers.submit(() -> firstFailure(mesh, over, i, calls)))
                        .toList();
                awaitRound(calls);

                TestCa next = ca.rotated();
                // Both trust both, then each shows the new one, then both forget the old one.
                server.become(ca.workload("orders"), ca, next);
                plane.put(Config.trustBundle(Config.TRUST_BUNDLE, ca.trustBundleWith(next)));
                plane.awaitAck(ResourceType.SECRET);
                TestCertificate after = next.workload("caller");
                plane.put(Config.certificate(Config.OWN_CERTIFICATE, after));
                plane.awaitAck(ResourceType.SECRET);
                Started.eventually(
                        "the caller's new certificate is seen",
                        () -> server.callers().contains(after.certificate().getSerialNumber()));
                // No handshake with the old certificate is under way any more.
                awaitRound(calls);
                server.become(next.workload("orders"), next);
                plane.put(Config.trustBundle(Config.TRUST_BUNDLE, next.trustBundle()));
                plane.awaitAck(ResourceType.SECRET);
                awaitRound(calls);

                over.set(true);
                for (Future<Response> failure : failures) {
                    assertThat(failure.get(10, TimeUnit.SECONDS)).isNull();
                }
                assertThat(server.callers())
                        .contains(
                                before.certificate().getSerialNumber(),
                                after.certificate().getSerialNumber());
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aForgottenAuthorityIsNotTrustedAnyMoreEvenByConnectionsThatAreOpen() throws Exception {
        plane.put(Config.identity(ca.workload("caller")));
        try (SecureServer server = SecureServer.start(ca.workload("orders"), ca)) {
            plane.put(orders(server.address()).mutualTls(ORDERS).resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                assertThat(get(mesh, "http://orders/").status()).isEqualTo(200);
                plane.put(Config.trustBundle(Config.TRUST_BUNDLE, ca.rotated().trustBundle()));
                Response refused = Started.until(
                        "a refusal", () -> get(mesh, "http://orders/"), response -> response.status() != 200);
                assertRefused(refused);
            }
        }
    }

    @Test
    void aServerOfAForeignAuthorityIsRefused() throws Exception {
        TestCa foreign = TestCa.create("mesh.test");
        plane.put(Config.identity(ca.workload("caller")));
        try (SecureServer server = SecureServer.start(foreign.workload("orders"), ca, foreign)) {
            plane.put(orders(server.address()).mutualTls(ORDERS).resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                assertRefused(get(mesh, "http://orders/"));
                assertThat(server.callers()).isEmpty();
            }
        }
    }

    @Test
    void aServerWithAnotherNameIsRefused() throws Exception {
        plane.put(Config.identity(ca.workload("caller")));
        try (SecureServer server = SecureServer.start(ca.workload("payments"), ca)) {
            plane.put(orders(server.address()).mutualTls(ORDERS).resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                Response refused = get(mesh, "http://orders/");
                assertRefused(refused);
                assertThat(refused.info().details() + refused.bodyText()).contains("spiffe://mesh.test/payments");
                assertThat(server.callers()).isEmpty();
            }
        }
    }

    @Test
    void aServerThatDoesNotTrustTheCallerIsAFailureAndNotAHang() throws Exception {
        TestCa foreign = TestCa.create("mesh.test");
        plane.put(Config.identity(ca.workload("caller")));
        try (FaultyServer server =
                FaultyServer.startMutualTls(foreign.workload("orders"), Behavior.answer(200, "never"))) {
            plane.put(orders(server.address()).mutualTls(ORDERS).resources());
            // The caller trusts both, the server only its own.
            plane.put(Config.trustBundle(Config.TRUST_BUNDLE, ca.trustBundleWith(foreign)));
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                Response response = get(mesh, "http://orders/");
                assertThat(response.status()).as(response.toString()).isEqualTo(503);
                assertThat(server.requests()).isEmpty();
            }
        }
    }

    @Test
    void anEndpointWithoutSecurityIsAFailedConnectionAndIsRetriedElsewhereNeverInPlaintext() throws Exception {
        try (FaultyServer good = FaultyServer.start(Behavior.answer(200, "good"));
                FaultyServer bad = FaultyServer.start(Behavior.answer(200, "plaintext"))) {
            plane.put(orders(good.address()).resources());
            plane.put("""
                    '@type': type.googleapis.com/envoy.config.cluster.v3.Cluster
                    name: orders-v1
                    type: EDS
                    eds_cluster_config: {eds_config: {ads: {}, resource_api_version: V3}}
                    transport_socket_matches:
                    - name: unverified
                      match: {tlsMode: istio}
                      transport_socket:
                        name: envoy.transport_sockets.tls
                        typed_config:
                          '@type': type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                          common_tls_context: {}
                    """);
            plane.put("""
                    '@type': type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
                    cluster_name: orders-v1
                    endpoints:
                    - lb_endpoints:
                      - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
                      - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
                        metadata: {filter_metadata: {envoy.transport_socket_match: {tlsMode: istio}}}
                    """.formatted(good.port(), bad.port()));
            String routes = """
                    '@type': type.googleapis.com/envoy.config.route.v3.RouteConfiguration
                    name: orders-routes
                    virtual_hosts:
                    - name: orders
                      domains: [orders]
                      routes:
                      - match: {prefix: /}
                        route: {cluster: orders-v1%s}
                    """;
            plane.put(routes.formatted(""));
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                Response refused = Started.until(
                        "the bad endpoint", () -> get(mesh, "http://orders/"), response -> response.status() == 503);
                assertThat(refused.bodyText()).contains("transport failure reason: TLS_error:");

                plane.put(routes.formatted(", retry_policy: {retry_on: connect-failure, num_retries: 3}"));
                plane.awaitAck(ResourceType.ROUTE_CONFIGURATION);
                Started.until(
                        "a retry",
                        () -> get(mesh, "http://orders/"),
                        response -> response.info().attempts() > 1);
                for (int i = 0; i < 20; i++) {
                    assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("good");
                }
                assertThat(bad.requests()).isEmpty();
            }
        }
    }

    @Test
    void aClusterThatWouldNotVerifyItsPeerIsRefusedUnlessTheUserNamesIt() throws Exception {
        try (SecureServer server =
                SecureServer.start(TestCa.create("other.test").workload("any"), ca)) {
            HttpService orders = orders(server.address());
            plane.put(Config.identity(ca.workload("caller"))).put(orders.resources());
            plane.put("""
                    '@type': type.googleapis.com/envoy.config.cluster.v3.Cluster
                    name: orders-v1
                    type: EDS
                    eds_cluster_config: {eds_config: {ads: {}, resource_api_version: V3}}
                    transport_socket:
                      name: envoy.transport_sockets.tls
                      typed_config:
                        '@type': type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                        common_tls_context:
                          tls_certificate_sds_secret_configs:
                          - {name: default, sds_config: {ads: {}, resource_api_version: V3}}
                    """);
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                Response refused = get(mesh, "http://orders/");
                assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
                assertThat(server.callers()).isEmpty();
                assertThat(refused.toString()
                                + refused.bodyText()
                                + mesh.report().rejected())
                        .contains("orders-v1")
                        .contains("allowUnverified");
            }
            try (Mesh mesh = Started.builder(plane.bootstrap("caller"), directory)
                    .allowUnverified("orders-v1")
                    .start()) {
                assertThat(get(mesh, "http://orders/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void callsWaitForNoSecretThatDoesNotComeAndGoNowhereWithoutIt() throws Exception {
        // The control plane says at once that it has no such secrets: delta can.
        try (SecureServer server = SecureServer.start(ca.workload("orders"), ca)) {
            plane.put(orders(server.address()).mutualTls(ORDERS).resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller").delta(), directory)) {
                CompletableFuture<Response> call =
                        mesh.client().send(Request.get("http://orders/")).toCompletableFuture();
                Response response = call.get(10, TimeUnit.SECONDS);
                assertThat(response.status()).as(response.toString()).isEqualTo(503);
                assertThat(server.callers()).isEmpty();
            }
        }
    }

    private static @org.jspecify.annotations.Nullable Response firstFailure(
            Mesh mesh, AtomicBoolean over, int caller, AtomicIntegerArray calls) throws Exception {
        while (!over.get()) {
            Response response = get(mesh, "http://orders/");
            if (response.status() != 200) {
                return response;
            }
            calls.incrementAndGet(caller);
        }
        return null;
    }

    /** Until each caller has begun and ended calls from now on, where none fails. */
    private static void awaitRound(AtomicIntegerArray calls) {
        int[] before = IntStream.range(0, calls.length()).map(calls::get).toArray();
        Started.eventually(
                "every caller goes on",
                () -> IntStream.range(0, calls.length()).allMatch(i -> calls.get(i) >= before[i] + 20));
    }

    private static void assertRefused(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(503);
        assertThat(response.info().flags().contains(ResponseFlag.UF))
                .as(response.toString())
                .isTrue();
    }

    private static HttpService orders(String address) {
        return Config.httpService("orders").version("v1", 1, address);
    }
}
