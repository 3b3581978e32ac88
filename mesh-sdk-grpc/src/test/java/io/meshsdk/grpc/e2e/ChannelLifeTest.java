package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A channel of the mesh is a whole {@code ManagedChannel}. Its state says whether the mesh knows its host. */
@Timeout(60)
class ChannelLifeTest {
    private final ControlPlane plane = ControlPlane.start();

    @TempDir
    Path directory;

    private WordServer mute;
    private Mesh mesh;

    @BeforeEach
    void start() {
        mute = WordServer.start("mute", (server, word, answers) -> {
            if (!word.equals("wait")) {
                WordServer.Behaviour.ECHO.answer(server, word, answers);
            }
        });
        plane.put(Config.httpService("orders").version("v1", 1, mute.address()).resources());
        mesh = Meshes.start(plane, directory);
    }

    @AfterEach
    void close() {
        mesh.close();
        mute.close();
        plane.close();
    }

    @Test
    void aChannelIsIdleUntilItIsUsedAndReadyWhereItsHostIsKnown() {
        ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders").build();
        assertThat(channel.getState(false)).isEqualTo(ConnectivityState.IDLE);
        assertThat(Words.call(channel, "hello")).isEqualTo("mute:hello");
        assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);
        channel.enterIdle();
        assertThat(channel.getState(false)).isEqualTo(ConnectivityState.IDLE);
        assertThat(channel.getState(true)).isEqualTo(ConnectivityState.READY);
    }

    @Test
    void aHostThatTheMeshDoesNotKnowIsAFailureUntilItDoes() throws Exception {
        ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///stock").build();
        assertThat(channel.getState(true)).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
        CountDownLatch changed = new CountDownLatch(1);
        channel.notifyWhenStateChanged(ConnectivityState.TRANSIENT_FAILURE, changed::countDown);
        plane.put(Config.httpService("stock").version("v1", 1, mute.address()).resources());
        assertThat(changed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);
    }

    @Test
    void shutdownLetsCallsEndAndRefusesNewOnes() throws Exception {
        ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders").build();
        StreamingTest.Answers chat = new StreamingTest.Answers();
        var words = ClientCalls.asyncBidiStreamingCall(channel.newCall(Words.CHAT, CallOptions.DEFAULT), chat);
        words.onNext("one");
        Meshes.eventually("the answer", () -> chat.words.size() == 1);

        channel.shutdown();

        assertThat(channel.isShutdown()).isTrue();
        assertThat(channel.isTerminated()).isFalse();
        assertThat(channel.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(channel.getState(true)).isEqualTo(ConnectivityState.SHUTDOWN);
        assertThat(Meshes.failure(channel).getDescription()).contains("was shut down");
        words.onNext("two");
        words.onCompleted();
        assertThat(chat.all()).containsExactly("mute:one", "mute:two");
        assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(channel.isTerminated()).isTrue();
    }

    @Test
    void shutdownNowCancelsCalls() throws Exception {
        ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders").build();
        StreamingTest.Answers answers = new StreamingTest.Answers();
        ClientCalls.asyncUnaryCall(channel.newCall(Words.UNARY, CallOptions.DEFAULT), "wait", answers);
        Meshes.eventually("the call is there", () -> mute.received.contains("wait"));

        channel.shutdownNow();

        assertThat(answers.failure().getCode()).isEqualTo(Status.Code.CANCELLED);
        assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void channelsOfOneMeshShareTheirConnectionsUnlessTheirSettingsDiffer() {
        for (int i = 0; i < 3; i++) {
            Words.call(MeshGrpc.channel(mesh, "mesh:///orders").build(), "hello");
        }
        assertThat(mute.connections()).hasSize(1);
        Words.call(MeshGrpc.channel(mesh, "mesh:///orders").userAgent("other").build(), "hello");
        assertThat(mute.connections()).hasSize(2);
    }
}
