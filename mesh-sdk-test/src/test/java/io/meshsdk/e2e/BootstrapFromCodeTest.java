package io.meshsdk.e2e;

import static io.meshsdk.e2e.Started.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import io.meshsdk.MeshStartException;
import io.meshsdk.XdsBootstrap;
import io.meshsdk.XdsServer;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.FaultyServer;
import io.meshsdk.test.TestCa;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Meshes that are told in code where their control plane is. */
@Timeout(60)
class BootstrapFromCodeTest {
    private final FaultyServer server = FaultyServer.start(Behavior.answer(200, "ok"));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aMeshStartsWithoutAnyFile() throws Exception {
        try (ControlPlane plane = plane(ControlPlane.start());
                Mesh mesh = start(XdsBootstrap.builder()
                        .nodeId("caller-1")
                        .nodeCluster("callers")
                        .nodeMetadata("team", "shop")
                        .managementServer(XdsServer.plaintext(plane.host(), plane.port()))
                        .delta())) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("ok");
            assertThat(plane.requests().get(0).raw().toString()).contains("caller-1", "callers", "team", "shop");
        }
    }

    @Test
    void theNextServerIsAskedWhereTheFirstIsNotThere() throws Exception {
        try (ControlPlane plane = plane(ControlPlane.start());
                Mesh mesh = start(XdsBootstrap.builder()
                        .nodeId("caller-1")
                        .managementServer(XdsServer.plaintext("127.0.0.1", unused()))
                        .managementServer(XdsServer.plaintext(plane.host(), plane.port())))) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("ok");
        }
    }

    @Test
    void aServerBehindMutualTlsIsTrustedOnlyAsTheOneThatWasNamed() throws Exception {
        TestCa ca = TestCa.create("mesh.test");
        Path own = ca.workload("caller").writeTo(directory);
        try (ControlPlane plane = plane(
                ControlPlane.builder().mutualTls(ca.workload("control-plane")).start())) {
            XdsServer named = XdsServer.tls(plane.host(), plane.port(), own.resolve("ca.pem"))
                    .certificate(own.resolve("cert.pem"), own.resolve("key.pem"))
                    .subjectAltName("spiffe://mesh.test/control-plane");
            try (Mesh mesh = start(XdsBootstrap.builder().nodeId("caller-1").managementServer(named))) {
                assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("ok");
            }
            XdsServer other = named.subjectAltName("spiffe://mesh.test/somebody-else");
            assertThatThrownBy(() -> builder(
                                    XdsBootstrap.builder().nodeId("caller-1").managementServer(other))
                            .startTimeout(Duration.ofSeconds(2))
                            .start())
                    .isInstanceOf(MeshStartException.class);
        }
    }

    @Test
    void aMessageOverTheLimitIsNotTaken() {
        try (ControlPlane plane = plane(ControlPlane.start())) {
            assertThatThrownBy(() -> builder(XdsBootstrap.builder()
                                    .nodeId("caller-1")
                                    .managementServer(XdsServer.plaintext(plane.host(), plane.port())))
                            .maxXdsMessageBytes(64)
                            .startTimeout(Duration.ofSeconds(2))
                            .start())
                    .isInstanceOf(MeshStartException.class)
                    .hasMessageContaining("64");
        }
    }

    private ControlPlane plane(ControlPlane plane) {
        return plane.put(
                Config.httpService("orders").version("v1", 1, server.address()).resources());
    }

    private static int unused() throws Exception {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Mesh start(XdsBootstrap.Builder bootstrap) {
        return builder(bootstrap).start();
    }

    private static MeshBuilder builder(XdsBootstrap.Builder bootstrap) {
        return Mesh.builder().bootstrap(bootstrap.build()).ioThreads(1).startTimeout(Started.PATIENCE);
    }
}
