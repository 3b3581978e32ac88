package io.meshsdk.e2e;

import static io.meshsdk.e2e.Started.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import io.meshsdk.MeshException;
import io.meshsdk.MeshStartException;
import io.meshsdk.Request;
import io.meshsdk.Response;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.FaultyServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How meshes start, stand beside each other, and end. */
@Timeout(60)
class LifecycleTest {
    private final ControlPlane plane = ControlPlane.start();
    private final FaultyServer server = FaultyServer.start(Behavior.answer(200, "ok"));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        server.close();
        plane.close();
    }

    @Test
    void aClosedMeshLeavesNoThreadNoConnectionAndNoStream() throws Exception {
        plane.put(
                Config.httpService("orders").version("v1", 1, server.address()).resources());
        Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory);
        assertThat(get(mesh, "http://orders/").status()).isEqualTo(200);
        assertThat(mesh.client()
                        .send(Request.get("http://orders/"))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .isNotNull();
        assertThat(Threads.ofMeshes()).isNotEmpty();
        assertThat(server.openConnections()).isPositive();

        mesh.close();
        mesh.close();
        server.awaitOpenConnections(0);
        plane.awaitStreams(0);
        Threads.awaitNone();
        assertThatExceptionOfType(MeshException.class).isThrownBy(() -> get(mesh, "http://orders/"));
    }

    @Test
    void closingLetsACallEndThatRuns() throws Exception {
        plane.put(
                Config.httpService("orders").version("v1", 1, server.address()).resources());
        server.become(Behavior.slow(Duration.ofMillis(5)));
        Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory);
        CompletableFuture<Response> running =
                mesh.client().send(Request.get("http://orders/")).toCompletableFuture();
        server.awaitRequests(1);
        mesh.close();
        assertThat(running.get(10, TimeUnit.SECONDS).bodyText()).isEqualTo("slow");
    }

    @Test
    void twoMeshesInOneJvmKnowNothingOfEachOther() throws Exception {
        plane.put(
                Config.httpService("orders").version("v1", 1, server.address()).resources());
        try (ControlPlane otherPlane = ControlPlane.start();
                FaultyServer other = FaultyServer.start(Behavior.answer(200, "other"))) {
            otherPlane.put(Config.httpService("orders")
                    .version("v1", 1, other.address())
                    .resources());
            Mesh second = Started.mesh(otherPlane.bootstrap("second"), directory);
            try (Mesh first = Started.mesh(plane.bootstrap("first"), directory)) {
                assertThat(get(first, "http://orders/").bodyText()).isEqualTo("ok");
                assertThat(get(second, "http://orders/").bodyText()).isEqualTo("other");
                second.close();
                assertThat(get(first, "http://orders/").bodyText()).isEqualTo("ok");
            } finally {
                second.close();
            }
        }
        Threads.awaitNone();
    }

    @Test
    void aMissingBootstrapIsNamed() {
        assertRefused(directory.resolve("none.yaml")).contains("none.yaml").contains("name one that exists");
    }

    @Test
    void aBootstrapThatIsNoYamlIsRefusedWithItsLine() throws Exception {
        assertRefused(file("node: {id: a}\nstatic_resources: [unclosed\n"))
                .contains("bootstrap.yaml")
                .contains(".yaml:3: ");
    }

    @Test
    void anUnknownFieldIsRefusedWithItsLineAndPath() throws Exception {
        assertRefused(file("node: {id: a}\nstatic_resources:\n  clustres: []\n"))
                .contains("bootstrap.yaml:3")
                .contains("static_resources.clustres");
    }

    @Test
    void aBootstrapWithoutAServerForItsStreamIsRefusedWithTheFix() throws Exception {
        assertRefused(file("""
                        node: {id: a}
                        dynamic_resources:
                          ads_config:
                            api_type: GRPC
                            grpc_services: [{envoy_grpc: {cluster_name: nowhere}}]
                          cds_config: {ads: {}}
                        """))
                .contains("dynamic_resources.ads_config.grpc_services[0]")
                .contains("nowhere")
                .contains("add one");
    }

    @Test
    void noBootstrapAtAllIsRefusedWithTheFix() {
        assertRefused(Mesh.builder()).contains("GRPC_XDS_BOOTSTRAP");
    }

    @Test
    void aBadStaticResourceIsRefusedWithItsPath() throws Exception {
        assertRefused(file("""
                        static_resources:
                          clusters:
                          - name: orders
                            type: STATIC
                            connect_timeout: 1s
                            load_assignment:
                              cluster_name: orders
                              endpoints:
                              - lb_endpoints:
                                - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: 99999}}}
                        """)).contains("static_resources.clusters[0]").contains("port_value");
    }

    private Path file(String text) throws Exception {
        return Files.writeString(directory.resolve("bootstrap.yaml"), text);
    }

    private static org.assertj.core.api.AbstractStringAssert<?> assertRefused(Path bootstrap) {
        return assertRefused(Mesh.builder().bootstrap(bootstrap));
    }

    private static org.assertj.core.api.AbstractStringAssert<?> assertRefused(MeshBuilder builder) {
        MeshStartException refused = org.junit.jupiter.api.Assertions.assertThrows(
                MeshStartException.class,
                () -> builder.startTimeout(Started.PATIENCE).start().close());
        Threads.awaitNone();
        return assertThat(refused.getMessage());
    }
}
