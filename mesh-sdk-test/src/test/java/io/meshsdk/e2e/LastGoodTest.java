package io.meshsdk.e2e;

import static io.meshsdk.e2e.Started.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import io.meshsdk.MeshReport;
import io.meshsdk.MeshStartException;
import io.meshsdk.XdsBootstrap;
import io.meshsdk.XdsServer;
import io.meshsdk.model.ResourceType;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.FaultyServer;
import io.meshsdk.test.TestCa;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mesh that is started again while its control plane is away goes on with what it accepted last. */
@Timeout(90)
class LastGoodTest {
    private final ControlPlane plane = ControlPlane.start();
    private final FaultyServer one = FaultyServer.start(Behavior.answer(200, "one"));
    private final FaultyServer two = FaultyServer.start(Behavior.answer(200, "two"));

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("state").resolve("last-good");
        plane.put(Config.httpService("orders").version("v1", 1, one.address()).resources());
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        plane.close();
    }

    @ParameterizedTest(name = "delta: {0}")
    @ValueSource(booleans = {false, true})
    void callsWorkAfterAStartWithoutTheControlPlaneAndItsAnswerTakesOver(boolean delta) throws Exception {
        keep(delta);
        plane.faults().stop();

        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Mesh mesh = builder(delta).meterRegistry(registry).start()) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
            MeshReport.LastGood told = mesh.report().lastGood().orElseThrow();
            assertThat(told.inForce()).isPresent();
            assertThat(told.file()).isEqualTo(file.toString());
            assertThat(registry.get("mesh.config.last_good.age").timeGauge().value())
                    .isNotNaN();

            plane.put(Config.endpoints("orders-v1", two.address()));
            plane.faults().restart();
            Started.until(
                    "what the control plane says now",
                    () -> get(mesh, "http://orders/"),
                    response -> response.bodyText().equals("two"));
            Started.eventually(
                    "nothing of the file is in force",
                    () -> mesh.report().lastGood().orElseThrow().inForce().isEmpty());
            assertThat(registry.get("mesh.config.last_good.age").timeGauge().value())
                    .isNaN();
        }
    }

    @Test
    void whatTheControlPlaneNoLongerHasGoesWithItsFirstAnswer() throws Exception {
        plane.put(Config.httpService("stock").version("v1", 1, two.address()).resources());
        keep(false);
        plane.faults().stop();
        try (Mesh mesh = builder(false).start()) {
            assertThat(get(mesh, "http://stock/").bodyText()).isEqualTo("two");
            plane.push(
                    change -> change.remove(ResourceType.LISTENER, "stock").remove(ResourceType.CLUSTER, "stock-v1"));
            plane.faults().restart();
            Started.eventually(
                    "the service is gone",
                    () -> mesh.client().reach(java.net.URI.create("http://stock/"))
                            instanceof io.meshsdk.engine.Outbound.Reach.Unknown);
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
        }
    }

    @ParameterizedTest(name = "delta: {0}")
    @ValueSource(booleans = {false, true})
    void aRefusedResourceDoesNotTakeThePlaceOfTheOneThatIsKept(boolean delta) throws Exception {
        plane.put(Config.httpService("stock").version("v1", 1, two.address()).resources());
        keep(delta);
        plane.put("""
                "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
                cluster_name: orders-v1
                endpoints:
                - lb_endpoints:
                  - endpoint: {address: {socket_address: {address: not-an-address, port_value: 99}}}
                """);
        plane.faults().stop();
        try (Mesh mesh = builder(delta).start()) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
            plane.faults().restart();
            Started.eventually(
                    "the endpoints are refused, and all else is the control plane's",
                    () -> mesh.report().rejected().stream()
                            .anyMatch(finding -> finding.resource().equals("orders-v1")));
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
        }

        plane.faults().stop();
        try (Mesh mesh = builder(delta).start()) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
            assertThat(get(mesh, "http://stock/").bodyText()).isEqualTo("two");
        }
    }

    @Test
    void aControlPlaneThatHangsIsStoodInForToo() throws Exception {
        keep(false);
        plane.faults().hold(ResourceType.CLUSTER);
        plane.faults().hold(ResourceType.LISTENER);
        try (Mesh mesh = builder(false).start()) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
            assertThat(mesh.report().lastGood().orElseThrow().inForce()).isPresent();
        }
    }

    @Test
    void secretsAreNotKeptAndWhatNeedsThemIsRefusedUntilTheyCome() throws Exception {
        TestCa ca = TestCa.create("mesh.test");
        plane.put(Config.identity(ca.workload("caller")));
        plane.put(Config.httpService("pay")
                .version("v1", 1, one.address())
                .mutualTls("spiffe://mesh.test/pay")
                .resources());
        keep(false);
        String kept = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(kept).contains("pay-v1").doesNotContain("PRIVATE KEY", "BEGIN CERTIFICATE");

        plane.faults().stop();
        try (Mesh mesh = builder(false).start()) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
            assertThat(get(mesh, "http://pay/").status()).isEqualTo(503);
        }
    }

    @Test
    void theFileIsItsOwnersAlone() throws Exception {
        keep(false);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileOfAnotherNodeIsNotUsedAndTheStartSaysWhy() throws Exception {
        keep(false);
        plane.faults().stop();
        assertThatThrownBy(() -> builder("caller-2", false).start())
                .isInstanceOf(MeshStartException.class)
                .hasMessageContaining("no management server can be reached")
                .hasMessageContaining(file + " is not used: it is of node caller-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "mesh-sdk last good 1\n0123456789012345678901234567890123456789"})
    void aDamagedFileIsNamedAndNeverFatalAndReplacedByTheNextThatIsGood(String content) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        plane.faults().stop();
        assertThatThrownBy(
                        () -> builder(false).startTimeout(Duration.ofSeconds(2)).start())
                .isInstanceOf(MeshStartException.class)
                .hasMessageContaining(file + " is not used: it is ");
        plane.faults().restart();
        keep(false);

        plane.faults().stop();
        try (Mesh mesh = builder(false).start()) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
        }
    }

    @Test
    void aResourceWithAKeyInItIsLeftOutByName() throws Exception {
        TestCa ca = TestCa.create("mesh.test");
        plane.put("""
            "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
            name: inline
            type: STATIC
            connect_timeout: 1s
            transport_socket:
              name: envoy.transport_sockets.tls
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                common_tls_context:
                  tls_certificates:
                  - certificate_chain: {inline_string: CHAIN}
                    private_key: {inline_string: KEY}
                  validation_context: {trusted_ca: {inline_string: CHAIN}}
            """.replace("CHAIN", quoted(ca.workload("caller").chain()))
                .replace("KEY", quoted(ca.workload("caller").key())));
        try (Mesh mesh = builder(false).start()) {
            Started.eventually("the file is written", () -> Files.exists(file));
            Started.eventually(
                    "what is left out is told, and nothing else",
                    () -> mesh.report()
                            .lastGood()
                            .map(MeshReport.LastGood::problems)
                            .filter(List.of("CLUSTER inline is not kept: it holds a secret, or may")::equals)
                            .isPresent());
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("orders-v1")
                .doesNotContain("PRIVATE KEY", "inline");
    }

    private static String quoted(String pem) {
        return '"' + pem.replace("\n", "\\n") + '"';
    }

    @Test
    void nothingIsKeptUnlessAsked() throws Exception {
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller-1"), directory)) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
            assertThat(mesh.report().lastGood()).isEmpty();
        }
        assertThat(file).doesNotExist();
    }

    /** A mesh's life with a control plane, after which the file is written. */
    private void keep(boolean delta) throws Exception {
        try (Mesh mesh = builder(delta).start()) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
        }
        assertThat(file).exists();
    }

    private MeshBuilder builder(boolean delta) {
        return builder("caller-1", delta);
    }

    private MeshBuilder builder(String node, boolean delta) {
        XdsBootstrap.Builder bootstrap = XdsBootstrap.builder()
                .nodeId(node)
                .initialFetchTimeout(Duration.ofSeconds(1))
                .managementServer(XdsServer.plaintext(plane.host(), plane.port()));
        return builder(delta ? bootstrap.delta() : bootstrap);
    }

    private MeshBuilder builder(XdsBootstrap.Builder bootstrap) {
        return Mesh.builder()
                .bootstrap(bootstrap.build())
                .lastGood(file)
                .ioThreads(1)
                .startTimeout(Started.PATIENCE);
    }
}
