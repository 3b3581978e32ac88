package io.meshsdk.test;

import static io.meshsdk.model.ResourceType.CLUSTER;
import static io.meshsdk.model.ResourceType.LISTENER;
import static io.meshsdk.test.StateOfTheWorldTest.cluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final ControlPlane plane = ControlPlane.start().put(cluster("a"));
    private final RawXdsClient client = new RawXdsClient(plane);

    @AfterEach
    void close() throws Exception {
        client.close();
        plane.close();
    }

    @Test
    void aDroppedStreamEndsAndTheNextIsServed() throws Exception {
        var stream = client.sotw();
        stream.ask(CLUSTER);
        stream.response();

        plane.faults().dropStreams();

        assertThat(stream.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        var next = client.sotw();
        next.ask(CLUSTER);
        assertThat(next.response().getResourcesCount()).isOne();
        assertThat(plane.streamsOpened()).isEqualTo(2);
    }

    @Test
    void refusesWithTheStatusAskedForUntilTold() throws Exception {
        plane.faults().refuseStreams(Status.Code.PERMISSION_DENIED);
        assertThat(client.sotw().status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);

        plane.faults().acceptStreams();
        var stream = client.sotw();
        stream.ask(CLUSTER);
        assertThat(stream.response().getResourcesCount()).isOne();
    }

    @Test
    void aStoppedServerComesBackOnTheSamePortWithTheSameVersions() throws Exception {
        var stream = client.sotw();
        stream.ask(CLUSTER);
        String version = stream.response().getVersionInfo();
        plane.faults().stop();
        assertThat(stream.status().isOk()).isFalse();
        assertThatThrownBy(() -> new Socket(plane.host(), plane.port()).close())
                .isInstanceOf(java.io.IOException.class);

        plane.faults().restart();

        try (var anew = new RawXdsClient(plane)) {
            var next = anew.sotw();
            next.ask(CLUSTER);
            assertThat(next.response().getVersionInfo()).isEqualTo(version);
        }
    }

    @Test
    void aHangingServerAcceptsAndSaysNothing() throws Exception {
        plane.faults().hang();

        try (Socket socket = new Socket(plane.host(), plane.port())) {
            socket.setSoTimeout(50);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void answersBytesInPlaceOfHttp2() throws Exception {
        plane.faults().answerBytes("nonsense".getBytes(StandardCharsets.US_ASCII));

        try (Socket socket = new Socket(plane.host(), plane.port())) {
            assertThat(socket.getInputStream().readNBytes(8)).asString().isEqualTo("nonsense");
        }
    }

    @Test
    void sendsWhatIsNoResponse() throws Exception {
        var stream = client.sotw();
        stream.ask(CLUSTER);
        stream.response();

        plane.faults().sendMessage(new byte[] {0, 1, 2});

        assertThat(stream.status().isOk()).isFalse();
    }

    @Test
    void servesAResourceThatNobodyCanParse() throws Exception {
        plane.put(XdsResource.undecodable(CLUSTER, "bad"));
        var stream = client.sotw();
        stream.ask(CLUSTER, "bad");

        DiscoveryResponse response = stream.response();

        assertThatThrownBy(() -> response.getResources(0).unpack(Cluster.class))
                .isInstanceOf(com.google.protobuf.InvalidProtocolBufferException.class);
    }

    @Test
    void aHeldTypeWaitsWhileOthersAreServed() throws Exception {
        plane.faults().hold(CLUSTER);
        var stream = client.sotw();
        stream.ask(CLUSTER);
        stream.ask(LISTENER);
        assertThat(stream.response().getTypeUrl()).isEqualTo(LISTENER.typeUrl());
        stream.assertSilent();

        plane.faults().release(CLUSTER);

        assertThat(stream.response().getTypeUrl()).isEqualTo(CLUSTER.typeUrl());
    }

    @Test
    void aDelayedResponseComesLater() throws Exception {
        plane.faults().delayResponses(Duration.ofMillis(20));
        var stream = client.sotw();
        stream.ask(CLUSTER);

        assertThat(stream.response().getResourcesCount()).isOne();
    }

    @Test
    void aNonceIsUsedTwiceWhenTold() throws Exception {
        var stream = client.sotw();
        stream.ask(CLUSTER);
        String nonce = stream.response().getNonce();

        plane.faults().reuseNonce(CLUSTER);
        plane.put(cluster("b"));
        assertThat(stream.response().getNonce()).isEqualTo(nonce);
        plane.put(cluster("c"));
        assertThat(stream.response().getNonce()).isNotEqualTo(nonce);
    }

    @Test
    void anAwaitThatFailsTellsWhatCame() throws Exception {
        try (var impatient =
                        ControlPlane.builder().patience(Duration.ofMillis(20)).start();
                var other = new RawXdsClient(impatient)) {
            var stream = other.sotw();
            stream.ask(CLUSTER);
            stream.response();

            assertThatThrownBy(() -> impatient.awaitAck(CLUSTER))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("no ACK of CLUSTER")
                    .hasMessageContaining("1 Cluster ask");
        }
    }
}
