package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.HttpService;
import io.meshsdk.test.Ports;
import io.meshsdk.test.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
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
        int port = Ports.free();
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

    @Test
    void nothingGoesInPlaintextWhileTlsThatIsAskedForByNowIsBeingConnected() {
        TestCa ca = TestCa.create("mesh.test");
        try (WordServer server = WordServer.start("plain");
                Mute mute = new Mute(server.port())) {
            HttpService service = Config.httpService("orders").version("v1", 1, mute.address());
            plane.put(Config.identity(ca.workload("caller")));
            plane.put(impatient(service, 60_000));
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                assertThat(Words.call(channel, "hello")).isEqualTo("plain:hello");

                plane.put(impatient(service.mutualTls("spiffe://mesh.test/orders"), 60_000));
                Meshes.eventually("TLS is being connected", () -> {
                    var unused = catchThrowable(() -> Words.call(
                            channel, CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS), "hello"));
                    return mute.accepted.size() == 2;
                });
                int before = server.calls.get();
                Status status = Meshes.failure(channel, CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS));
                assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
                assertThat(server.calls).hasValue(before);
            }
        }
    }

    @Test
    void aCallThatBreaksDownBeforeItIsSentGivesBackItsLeaveToWait() {
        plane.put(Config.httpService("orders").version("v1", 1, "127.0.0.1:" + Ports.free()).resources().stream()
                .map(each -> each instanceof RouteConfiguration routes
                        // No name that gRPC takes.
                        ? routes.toBuilder()
                                .addRequestHeadersToAdd(HeaderValueOption.newBuilder()
                                        .setHeader(HeaderValue.newBuilder()
                                                .setKey("-bin")
                                                .setValue("AA")))
                                .build()
                        : each instanceof Cluster cluster
                                ? cluster.toBuilder()
                                        .setCircuitBreakers(CircuitBreakers.newBuilder()
                                                .addThresholds(CircuitBreakers.Thresholds.newBuilder()
                                                        .setMaxPendingRequests(UInt32Value.of(1))))
                                        .build()
                                : each)
                .toList());
        try (Mesh mesh = Meshes.start(plane, directory)) {
            ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders").build();
            for (int i = 0; i < 2; i++) {
                assertThat(catchThrowable(() -> Words.call(channel, "hello")))
                        .hasStackTraceContaining("empty key name");
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

    /** Accepts connections, and says nothing; the first may be handed on to a server that does. */
    private static final class Mute implements AutoCloseable {
        final ConcurrentLinkedQueue<Socket> accepted = new ConcurrentLinkedQueue<>();
        private final ServerSocket socket;

        Mute() {
            this(0);
        }

        /** @param first the port of the server that the first connection is for; 0 for none */
        Mute(int first) {
            try {
                socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            inBackground(() -> {
                while (true) {
                    Socket came = socket.accept();
                    if (first != 0 && accepted.isEmpty()) {
                        Socket on = new Socket(InetAddress.getLoopbackAddress(), first);
                        inBackground(() -> came.getInputStream().transferTo(on.getOutputStream()));
                        inBackground(() -> on.getInputStream().transferTo(came.getOutputStream()));
                    }
                    accepted.add(came);
                }
            });
        }

        private static void inBackground(Io what) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            what.run();
                        } catch (IOException closed) {
                            // The end.
                        }
                    },
                    "mute");
            thread.setDaemon(true);
            thread.start();
        }

        private interface Io {
            void run() throws IOException;
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
