package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnaryTest {
    private final ControlPlane plane = ControlPlane.start();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        plane.close();
    }

    private Mesh mesh() {
        return Mesh.builder()
                .bootstrap(plane.bootstrap("caller").writeTo(directory.resolve("bootstrap.json")))
                .ioThreads(1)
                .startTimeout(Duration.ofSeconds(10))
                .start();
    }

    @Test
    void aCallReachesTheServerThatTheControlPlaneNames() {
        try (WordServer v1 = WordServer.start("v1")) {
            plane.put(
                    Config.httpService("orders").version("v1", 1, v1.address()).resources());
            try (Mesh mesh = mesh()) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                for (int i = 0; i < 20; i++) {
                    assertThat(Words.call(channel, "hello" + i)).isEqualTo("v1:hello" + i);
                }
            }
            assertThat(v1.authorities).containsOnly("orders");
        }
    }

    @Test
    void aCallIsRetriedOnAnotherEndpointWhereTheServerSaysUnavailable() {
        try (WordServer bad = WordServer.start("bad", WordServer.Behaviour.status(Status.UNAVAILABLE));
                WordServer good = WordServer.start("good")) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, bad.address(), good.address())
                    .retries("unavailable", 2)
                    .resources());
            try (Mesh mesh = mesh()) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                for (int i = 0; i < 10; i++) {
                    assertThat(Words.call(channel, "hello")).isEqualTo("good:hello");
                }
            }
            assertThat(bad.calls.get()).isPositive();
        }
    }

    @Test
    void aDeadEndpointIsAConnectFailureAndTriedElsewhere() {
        WordServer dead = WordServer.start("dead");
        dead.close();
        try (WordServer good = WordServer.start("good")) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, dead.address(), good.address())
                    .retries("connect-failure", 2)
                    .resources());
            try (Mesh mesh = mesh()) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                for (int i = 0; i < 10; i++) {
                    assertThat(Words.call(channel, "hello")).isEqualTo("good:hello");
                }
            }
        }
    }

    @Test
    void withoutARetryAConnectFailureIsUnavailableWithEnvoysFlag() {
        WordServer dead = WordServer.start("dead");
        dead.close();
        plane.put(Config.httpService("orders").version("v1", 1, dead.address()).resources());
        try (Mesh mesh = mesh()) {
            ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders").build();
            Status status = failure(channel, CallOptions.DEFAULT);
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription()).contains("[UF ").contains("Connection refused");
        }
    }

    @Test
    void theCallersDeadlineEndsACallThatIsNotAnswered() {
        try (WordServer mute = WordServer.start("mute", (server, word, answers) -> {})) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, mute.address())
                    .resources());
            try (Mesh mesh = mesh()) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                Status status = failure(channel, CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS));
                assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            }
        }
    }

    @Test
    void aHostThatTheMeshDoesNotKnowIsNotCalled() {
        plane.put(Config.httpService("orders").version("v1", 1, "127.0.0.1:1").resources());
        try (Mesh mesh = mesh()) {
            ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///payments").build();
            Status status = failure(channel, CallOptions.DEFAULT);
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription()).contains("payments");
        }
    }

    private static Status failure(ManagedChannel channel, CallOptions options) {
        return assertThat(catchStatus(() -> Words.call(channel, options, "hello")))
                .asInstanceOf(InstanceOfAssertFactories.type(StatusRuntimeException.class))
                .actual()
                .getStatus();
    }

    private static Throwable catchStatus(Runnable call) {
        return org.assertj.core.api.Assertions.catchThrowable(call::run);
    }
}
