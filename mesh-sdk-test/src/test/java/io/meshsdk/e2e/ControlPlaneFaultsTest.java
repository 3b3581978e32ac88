package io.meshsdk.e2e;

import static io.meshsdk.e2e.Started.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import io.meshsdk.MeshStartException;
import io.meshsdk.Response;
import io.meshsdk.XdsBootstrap;
import io.meshsdk.XdsServer;
import io.meshsdk.model.ResourceType;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.Bootstrap;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.Faults;
import io.meshsdk.test.FaultyServer;
import io.meshsdk.test.XdsRequest;
import io.meshsdk.test.XdsResource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mesh makes of a control plane that fails. */
@Timeout(60)
class ControlPlaneFaultsTest {
    private final ControlPlane plane =
            ControlPlane.builder().patience(Duration.ofSeconds(20)).start();
    private final FaultyServer one = FaultyServer.start(Behavior.answer(200, "one"));
    private final FaultyServer two = FaultyServer.start(Behavior.answer(200, "two"));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        one.close();
        two.close();
        plane.close();
    }

    static Stream<Named<Consumer<Faults>>> faults() {
        return Stream.of(
                Named.of("dies", Faults::stop),
                Named.of("hangs", Faults::hang),
                Named.of(
                        "speaks another protocol",
                        faults -> faults.answerBytes("SSH-2.0-nothing\r\n".getBytes(StandardCharsets.US_ASCII))),
                Named.of("sends garbage and drops its streams", faults -> {
                    faults.sendMessage(new byte[] {(byte) 0xff, 0x00, (byte) 0xfe, 0x01});
                    faults.dropStreams();
                }),
                Named.of("refuses streams", faults -> {
                    faults.refuseStreams(Status.Code.UNAVAILABLE);
                    faults.dropStreams();
                }));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void callsGoOnWhileTheControlPlaneFailsAndItsNextConfigurationIsTaken(Consumer<Faults> fault) throws Exception {
        plane.put(Config.httpService("orders").version("v1", 1, one.address()).resources());
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
            int streams = plane.streamsOpened();

            fault.accept(plane.faults());
            Started.eventually(
                    "the failure is seen",
                    () -> mesh.report().lastError().isPresent() || plane.streamsOpened() > streams);
            for (int i = 0; i < 20; i++) {
                assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
            }

            plane.faults().acceptStreams();
            plane.faults().restart();
            plane.put(Config.endpoints("orders-v1", two.address()));
            plane.awaitAck(ResourceType.CLUSTER_LOAD_ASSIGNMENT);
            Started.until(
                    "the new endpoint",
                    () -> get(mesh, "http://orders/"),
                    response -> response.bodyText().equals("two"));
        }
        plane.awaitStreams(0);
        Threads.awaitNone();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBadResourceIsRefusedByNameAndItsFormerVersionStaysWhileGoodOnesAreTaken(boolean delta) throws Exception {
        plane.put(Config.httpService("orders").version("v1", 1, one.address()).resources());
        Bootstrap bootstrap = plane.bootstrap("caller");
        try (Mesh mesh = Started.builder(delta ? bootstrap.delta() : bootstrap, directory)
                .unknownHosts(MeshBuilder.UnknownHosts.REFUSE)
                .start()) {
            plane.put("""
                    '@type': type.googleapis.com/envoy.config.route.v3.RouteConfiguration
                    name: orders-routes
                    virtual_hosts:
                    - name: orders
                      domains: [orders]
                      routes:
                      - match: {safe_regex: {regex: '(unclosed'}}
                        route: {cluster: orders-v1}
                    """);
            XdsRequest nack = plane.awaitNack(ResourceType.ROUTE_CONFIGURATION);
            assertThat(nack.error().orElse(""))
                    .contains("orders-routes")
                    .contains("virtual_hosts[0].routes[0].match.safe_regex");
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
            Started.eventually(
                    "the report names it",
                    () -> mesh.report().rejected().stream()
                            .anyMatch(finding -> finding.resource().equals("orders-routes")));

            // Undecodable beside a good one, in one push.
            plane.push(change -> {
                change.put(XdsResource.undecodable(ResourceType.CLUSTER, "broken"));
                Config.httpService("payments")
                        .version("v1", 1, two.address())
                        .resources()
                        .forEach(change::put);
            });
            plane.awaitNack(ResourceType.CLUSTER);
            Started.until(
                    "the good cluster",
                    () -> get(mesh, "http://payments/"),
                    response -> response.bodyText().equals("two"));
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");

            plane.put(
                    Config.httpService("orders").version("v1", 1, two.address()).resources());
            plane.awaitAck(ResourceType.ROUTE_CONFIGURATION);
            Started.until(
                    "the mended one",
                    () -> get(mesh, "http://orders/"),
                    response -> response.bodyText().equals("two"));
            Started.eventually(
                    "nothing is refused any more",
                    () -> mesh.report().rejected().stream()
                            .noneMatch(finding -> finding.resource().equals("orders-routes")));
        }
    }

    @Test
    void aControlPlaneThatCannotBeReachedFailsTheStartWithItsAddressAndTheReason() {
        Bootstrap bootstrap = plane.bootstrap("caller");
        plane.faults().stop();
        assertThatExceptionOfType(MeshStartException.class)
                .isThrownBy(() -> Started.builder(bootstrap, directory)
                        .startTimeout(Duration.ofMillis(700))
                        .start())
                .withMessageContaining("0.7")
                .withMessageContaining("control-plane")
                .withMessageContaining("refused");
        Threads.awaitNone();
    }

    static Stream<Named<Consumer<Faults>>> neverThere() {
        return Stream.of(
                Named.of("hangs", Faults::hang),
                Named.of(
                        "speaks another protocol",
                        faults -> faults.answerBytes("SSH-2.0-nothing\r\n".getBytes(StandardCharsets.US_ASCII))),
                Named.of("refuses streams", faults -> faults.refuseStreams(Status.Code.PERMISSION_DENIED)));
    }

    @ParameterizedTest
    @MethodSource("neverThere")
    void aControlPlaneThatFailsFromTheBeginningFailsTheStartInTimeAndNothingIsLeft(Consumer<Faults> fault) {
        Bootstrap bootstrap = plane.bootstrap("caller");
        fault.accept(plane.faults());
        assertThatExceptionOfType(MeshStartException.class)
                .isThrownBy(() -> Started.builder(bootstrap, directory)
                        .startTimeout(Duration.ofSeconds(1))
                        .start())
                .withMessageStartingWith("no configuration came within");
        Threads.awaitNone();
    }

    @Test
    void whatDoesNotComeWithinTheInitialFetchTimeoutIsTakenWhenItComes() throws Exception {
        plane.put(Config.httpService("orders").version("v1", 1, one.address()).resources());
        plane.faults().hold(ResourceType.LISTENER);
        XdsBootstrap bootstrap = XdsBootstrap.builder()
                .nodeId("caller")
                .managementServer(XdsServer.plaintext(plane.host(), plane.port()))
                .initialFetchTimeout(Duration.ofMillis(200))
                .build();
        try (Mesh mesh = Mesh.builder()
                .bootstrap(bootstrap)
                .ioThreads(1)
                .startTimeout(Started.PATIENCE)
                .unknownHosts(MeshBuilder.UnknownHosts.REFUSE)
                .start()) {
            assertThat(get(mesh, "http://orders/").status()).isNotEqualTo(200);
            assertThat(mesh.report().types())
                    .containsKey(ResourceType.CLUSTER)
                    .doesNotContainKey(ResourceType.LISTENER);

            plane.faults().release(ResourceType.LISTENER);
            Started.until(
                    "the listener",
                    () -> get(mesh, "http://orders/"),
                    response -> response.bodyText().equals("one"));
        }
        Threads.awaitNone();
    }

    @Test
    void aControlPlaneThatHoldsATypeBackFailsTheStartNamingIt() {
        plane.put(Config.httpService("orders").version("v1", 1, one.address()).resources());
        plane.faults().hold(ResourceType.LISTENER);
        assertThatExceptionOfType(MeshStartException.class)
                .isThrownBy(() -> Started.builder(plane.bootstrap("caller"), directory)
                        .startTimeout(Duration.ofSeconds(3))
                        .start())
                .withMessageContaining("LISTENER");
        Threads.awaitNone();
    }

    @Test
    void aControlPlaneThatIsSilentAboutListenersLetsNoCallPassByInPlaintext() throws Exception {
        plane.put(
                Config.httpService("localhost").version("v1", 1, two.address()).resources());
        plane.faults().hold(ResourceType.LISTENER);
        String impatient = plane.bootstrap("caller")
                .envoy()
                .replaceFirst("(\"lds_config\":\\s*\\{)", "$1\"initial_fetch_timeout\":\"0.5s\",");
        Path file = Files.writeString(directory.resolve("impatient.json"), impatient);
        try (Mesh mesh = Mesh.builder()
                .bootstrap(file)
                .ioThreads(1)
                .startTimeout(Started.PATIENCE)
                .start()) {
            Response refused = get(mesh, "http://localhost:" + one.port() + "/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.bodyText()).contains("has not said which listeners there are", "MESH_ENABLED");

            plane.faults().release(ResourceType.LISTENER);
            Started.until(
                    "the mesh's own",
                    () -> get(mesh, "http://localhost/"),
                    response -> response.bodyText().equals("two"));
        }
    }

    @Test
    void aFirstListenerThatIsRefusedLetsNoCallPassByInPlaintext() throws Exception {
        plane.put(XdsResource.undecodable(ResourceType.LISTENER, "out"));
        String past = "http://localhost:" + one.port() + "/";
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            Response refused = get(mesh, past);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.bodyText()).contains("a listener without a readable name was refused");

            plane.remove(ResourceType.LISTENER, "out");
            Started.until(
                    "no listener there",
                    () -> get(mesh, past),
                    response -> response.bodyText().equals("one"));
            Started.eventually(
                    "what is gone is refused no more",
                    () -> mesh.report().rejected().isEmpty());
        }
    }

    @Test
    void aControlPlaneThatComesLateIsWaitedFor() throws Exception {
        plane.put(Config.httpService("orders").version("v1", 1, one.address()).resources());
        plane.faults().delayResponses(Duration.ofMillis(300));
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
        }
    }
}
