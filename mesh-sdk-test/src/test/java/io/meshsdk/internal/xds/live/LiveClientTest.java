package io.meshsdk.internal.xds.live;

import static io.meshsdk.model.ResourceType.CLUSTER;
import static io.meshsdk.model.ResourceType.CLUSTER_LOAD_ASSIGNMENT;
import static io.meshsdk.model.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.rpc.RpcSecurity;
import io.meshsdk.internal.rpc.TlsFiles;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.spi.ConfigSink.Progress;
import io.meshsdk.spi.ConfigSink.Update;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.test.XdsRequest;
import io.meshsdk.test.XdsResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(90)
class LiveClientTest {
    @ParameterizedTest
    @EnumSource
    void getsAcknowledgesAndFollowsWhatIsServed(Variant variant) {
        try (ControlPlane plane =
                        ControlPlane.start().put(cluster("a"), cluster("b"), Config.endpoints("a", "1.1.1.1:1"));
                LiveClient client = LiveClient.plaintext(variant, plane)) {
            assertThat(client.awaitUpdate(of("a")).accepted()).containsOnlyKeys("a", "b");
            assertThat(plane.awaitAck(CLUSTER).isAck()).isTrue();

            client.subscribe(CLUSTER_LOAD_ASSIGNMENT, "a");
            client.awaitUpdate(update -> update.type() == CLUSTER_LOAD_ASSIGNMENT);
            plane.awaitAck(CLUSTER_LOAD_ASSIGNMENT);

            plane.push(change -> change.remove(CLUSTER, "b").put(cluster("c")));
            Update update = client.awaitUpdate(of("c"));
            assertThat(update.accepted()).containsOnlyKeys("c");
            assertThat(update.removed()).containsExactly("b");
        }
    }

    @ParameterizedTest
    @EnumSource
    void introducesItselfOnceOnEachStream(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"));
                LiveClient client = LiveClient.plaintext(variant, plane)) {
            client.awaitUpdate(of("a"));
            plane.awaitAck(CLUSTER);
            plane.faults().dropStreams();
            plane.awaitStreamsOpened(2);
            plane.awaitRequest(
                    "a second stream's",
                    request -> request.stream() == 2 && request.type().equals(LISTENER.typeUrl()));

            for (int stream = 1; stream <= 2; stream++) {
                int number = stream;
                List<XdsRequest> requests = plane.requests().stream()
                        .filter(request -> request.stream() == number)
                        .toList();
                assertThat(requests.get(0).nodeId()).isPresent();
                assertThat(requests.subList(1, requests.size()))
                        .allSatisfy(request -> assertThat(request.nodeId()).isEmpty());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesByNameKeepsTheGoodAndAcceptsWhatIsMended(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"), cluster("bad"));
                LiveClient client = LiveClient.plaintext(variant, plane)) {
            Update update = client.awaitUpdate(of("a"));
            assertThat(update.accepted()).containsOnlyKeys("a");
            assertThat(update.rejected()).hasSize(1);
            assertThat(plane.awaitNack(CLUSTER).error()).contains("bad: lb_policy: is not supported; use ROUND_ROBIN");

            plane.push(change -> change.remove(CLUSTER, "bad").put(cluster("c")));

            client.awaitUpdate(of("c"));
            plane.awaitAck(CLUSTER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUndecodableResourceIsRefusedAndTheOthersStay(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"));
                LiveClient client = LiveClient.plaintext(variant, plane)) {
            client.awaitUpdate(of("a"));
            plane.awaitAck(CLUSTER);

            plane.put(XdsResource.undecodable(CLUSTER, "broken"));

            Update update = client.awaitUpdate(any -> !any.rejected().isEmpty());
            assertThat(update.removed()).isEmpty();
            plane.awaitNack(CLUSTER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAnOutageOnlyWhatChangedMeanwhileIsTold(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"), cluster("b"), cluster("c"));
                LiveClient client = LiveClient.plaintext(variant, plane)) {
            client.awaitUpdate(of("a"));
            plane.awaitAck(CLUSTER);
            plane.faults().stop();
            client.awaitProgress(Progress.Disconnected.class);
            plane.push(change -> change.remove(CLUSTER, "b").put(cluster("d")));

            plane.faults().restart();

            Update update = client.awaitUpdate(of("d"));
            assertThat(update.accepted()).containsOnlyKeys("d");
            assertThat(update.removed()).containsExactly("b");
            plane.awaitAck(CLUSTER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void garbageInPlaceOfHttp2IsOutlived(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"));
                LiveClient client = LiveClient.plaintext(variant, plane)) {
            client.awaitUpdate(of("a"));
            plane.faults().answerBytes("SSH-2.0-OpenSSH\r\n".getBytes(StandardCharsets.US_ASCII));
            client.awaitProgress(Progress.Disconnected.class);
            client.awaitProgress(Progress.Disconnected.class);

            plane.put(cluster("b"));
            plane.faults().restart();

            client.awaitUpdate(of("b"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void garbageInPlaceOfAResponseEndsTheStreamAndNothingElse(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"));
                LiveClient client = LiveClient.plaintext(variant, plane)) {
            client.awaitUpdate(of("a"));
            plane.awaitAck(CLUSTER);

            plane.faults().sendMessage(new byte[] {(byte) 0xff, 1, 2, 3});

            client.awaitProgress(Progress.Disconnected.class);
            plane.put(cluster("b"));
            assertThat(client.awaitUpdate(of("b")).accepted()).containsOnlyKeys("b");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHangIsOutlived(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"));
                LiveClient client = LiveClient.plaintext(variant, plane)) {
            client.awaitUpdate(of("a"));
            plane.faults().hang();
            client.awaitProgress(Progress.Disconnected.class);
            plane.put(cluster("b"));

            plane.faults().restart();

            client.awaitUpdate(of("b"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLateAnswerIsTakenAllTheSame(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"))) {
            plane.faults().delayResponses(Duration.ofMillis(300));
            try (LiveClient client = LiveClient.plaintext(variant, plane)) {
                client.awaitUpdate(of("a"));
                plane.awaitAck(CLUSTER);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedStreamIsAskedForAgain(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"))) {
            plane.faults().refuseStreams(Status.Code.UNAUTHENTICATED);
            try (LiveClient client = LiveClient.plaintext(variant, plane)) {
                assertThat(client.awaitProgress(Progress.Disconnected.class).why())
                        .startsWith("UNAUTHENTICATED: refused by the test");

                plane.faults().acceptStreams();

                client.awaitUpdate(of("a"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherServerServesWhileTheFirstIsAway(Variant variant) {
        try (ControlPlane first = ControlPlane.start().put(cluster("a"));
                ControlPlane second = ControlPlane.start().put(cluster("a"), cluster("b"))) {
            first.faults().stop();
            try (LiveClient client = LiveClient.plaintext(variant, first, second)) {
                assertThat(client.awaitProgress(Progress.Connected.class).server())
                        .isEqualTo(second.target());
                client.awaitUpdate(of("b"));

                first.faults().restart();

                assertThat(client.awaitProgress(Progress.Connected.class).server())
                        .isEqualTo(first.target());
                assertThat(client.awaitUpdate(update -> !update.removed().isEmpty())
                                .removed())
                        .containsExactly("b");
                second.awaitStreams(0);
            }
        }
    }

    @Test
    void anotherServerServesWhileTheFirstIsUpAndSaysNothing() {
        try (ControlPlane first = ControlPlane.start().put(cluster("a"));
                ControlPlane second = ControlPlane.start().put(cluster("b"))) {
            first.faults().hold(CLUSTER);
            first.faults().hold(LISTENER);
            try (LiveClient client = LiveClient.plaintext(Variant.DELTA, first, second)) {
                client.awaitUpdate(of("b"));

                first.faults().release(CLUSTER);

                client.awaitUpdate(of("a"));
                second.awaitStreams(0);
            }
        }
    }

    @Test
    void aConnectionThatDiedWithoutAWordIsNoticed() throws IOException {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"));
                Relay relay = new Relay(plane.port());
                LiveClient client = new LiveClient(Variant.DELTA, RpcSecurity.PLAINTEXT, List.of(relay.port()))) {
            client.awaitUpdate(of("a"));

            relay.fallSilent();

            assertThat(client.awaitProgress(Progress.Disconnected.class).why()).contains("Keepalive failed");
        }
    }

    @Test
    void closingLeavesNeitherAStreamNorAThread() {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"))) {
            LiveClient client = LiveClient.plaintext(Variant.DELTA, plane);
            client.awaitUpdate(of("a"));

            client.close();

            plane.awaitStreams(0);
            assertThat(client.threads).isNotEmpty().noneMatch(Thread::isAlive);
        }
    }

    @Test
    void mutualTlsShowsACertificateAndDemandsOne(@TempDir Path directory) {
        TestCa ca = TestCa.create("example.org");
        TestCertificate own = ca.workload("ns/shop/sa/caller");
        own.writeTo(directory);
        TestCertificate servers =
                ca.issue("spiffe://example.org/control").dns("localhost").build();
        try (ControlPlane plane =
                        ControlPlane.builder().mutualTls(servers).start().put(cluster("a"));
                LiveClient client = LiveClient.tls(plane, files(directory))) {
            client.awaitUpdate(of("a"));
        }
    }

    @Test
    void aServerOfAnotherAuthorityOrNameHearsNothing(@TempDir Path directory) {
        TestCa ca = TestCa.create("example.org");
        ca.workload("ns/shop/sa/caller").writeTo(directory);
        TestCertificate foreign = TestCa.create("example.org")
                .issue("spiffe://example.org/control")
                .dns("localhost")
                .build();
        TestCertificate otherName =
                ca.issue("spiffe://example.org/control").dns("elsewhere").build();
        for (TestCertificate wrong : List.of(foreign, otherName)) {
            try (ControlPlane plane = ControlPlane.builder().tls(wrong).start().put(cluster("a"));
                    LiveClient client = LiveClient.tls(plane, files(directory))) {
                assertThat(client.awaitProgress(Progress.Disconnected.class).why())
                        .contains("UNAVAILABLE");
                assertThat(plane.requests()).isEmpty();
            }
        }
    }

    private static TlsFiles files(Path directory) {
        return new TlsFiles(
                Optional.of(directory.resolve(TestCertificate.TRUST_BUNDLE_FILE)),
                Optional.of(directory.resolve(TestCertificate.CHAIN_FILE)),
                Optional.of(directory.resolve(TestCertificate.KEY_FILE)));
    }

    private static java.util.function.Predicate<Update> of(String cluster) {
        return update -> update.type() == CLUSTER && update.accepted().containsKey(cluster);
    }

    private static Message cluster(String name) {
        return Cluster.newBuilder().setName(name).build();
    }
}
