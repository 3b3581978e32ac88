package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.HttpService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that cannot be made, or not yet. */
@Timeout(60)
class ConnectTest {
    private final ControlPlane plane = ControlPlane.start();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        plane.close();
    }

    @Test
    void anEndpointThatComesBackIsUsedAtOnceWhateverGrpcsOwnBackOff() {
        int port = Meshes.freePort();
        plane.put(Config.httpService("orders")
                .version("v1", 1, "127.0.0.1:" + port)
                .resources());
        try (Mesh mesh = Meshes.start(plane, directory)) {
            ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders").build();
            // gRPC's back-off would be at 10 s by then, and longer for each.
            for (int i = 0; i < 6; i++) {
                Status refused = Meshes.failure(channel);
                assertThat(refused.getDescription()).contains("[UF ").contains("Connection refused");
            }
            try (WordServer back =
                    WordServer.start("back", WordServer.Behaviour.ECHO, new InetSocketAddress("127.0.0.1", port))) {
                assertThat(Words.call(channel, "hello")).isEqualTo("back:hello");
            }
        }
    }

    @Test
    void aServerThatSaysNothingIsAConnectFailureAfterTheClustersConnectTimeout() {
        try (Mute mute = new Mute()) {
            plane.put(impatient(Config.httpService("orders").version("v1", 1, mute.address()), 300));
            try (Mesh mesh = Meshes.start(plane, directory)) {
                Status status =
                        Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
                assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(status.getDescription()).contains("[UF ").contains("within 300 ms");
            }
        }
    }

    @Test
    void aCallThatWaitsForAnEndpointThatIsRemovedGoesToAnother() throws Exception {
        try (Mute mute = new Mute();
                WordServer good = WordServer.start("good")) {
            plane.put(impatient(Config.httpService("orders").version("v1", 1, mute.address()), 60_000));
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                StreamingTest.Answers answers = new StreamingTest.Answers();
                ClientCalls.asyncUnaryCall(channel.newCall(Words.UNARY, CallOptions.DEFAULT), "hello", answers);
                Meshes.eventually("it is being connected", () -> !mute.accepted.isEmpty());

                plane.put(Config.endpoints(HttpService.cluster("orders", "v1"), good.address()));

                assertThat(answers.all()).containsExactly("good:hello");
            }
        }
    }

    private static List<Message> impatient(HttpService service, long connectMillis) {
        return service.resources().stream()
                .map(each -> each instanceof Cluster cluster
                        ? cluster.toBuilder()
                                .setConnectTimeout(Durations.fromMillis(connectMillis))
                                .build()
                        : each)
                .toList();
    }

    /** Accepts connections, and says nothing. */
    private static final class Mute implements AutoCloseable {
        final ConcurrentLinkedQueue<Socket> accepted = new ConcurrentLinkedQueue<>();
        private final ServerSocket socket;

        Mute() {
            try {
                socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread accepting = new Thread(
                    () -> {
                        try {
                            while (true) {
                                accepted.add(socket.accept());
                            }
                        } catch (IOException closed) {
                            // The end.
                        }
                    },
                    "mute");
            accepting.setDaemon(true);
            accepting.start();
        }

        String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public void close() {
            try {
                socket.close();
                for (Socket each : accepted) {
                    each.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
