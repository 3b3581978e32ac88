package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls where a server lets only so many run on a connection. */
@Timeout(60)
class StreamLimitTest {
    private final ControlPlane plane = ControlPlane.start();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        plane.close();
    }

    @Test
    void anotherConnectionIsMadeWhereAllAreFull() throws Exception {
        Held held = new Held();
        try (WordServer server = WordServer.start("v1", held, how -> how.maxConcurrentCallsPerConnection(2))) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, server.address())
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                List<StreamingTest.Answers> calls = calls(channel, 7);
                Meshes.eventually("all run at once", () -> held.waiting.size() == 7);
                assertThat(server.connections()).hasSize(4);
                held.answer();
                for (StreamingTest.Answers call : calls) {
                    assertThat(call.all()).containsExactly("v1:hello");
                }
                assertThat(Words.call(channel, "hello")).isEqualTo("v1:hello");
                assertThat(server.connections())
                        .as("those that are there are used again")
                        .hasSize(4);
            }
        }
    }

    @Test
    void theLimitOfConnectionsHoldsAndCallsWaitForTheirTurn() throws Exception {
        Held held = new Held();
        try (WordServer server = WordServer.start("v1", held, how -> how.maxConcurrentCallsPerConnection(1))) {
            plane.put(limited(
                    Config.httpService("orders")
                            .version("v1", 1, server.address())
                            .resources(),
                    2));
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                List<StreamingTest.Answers> calls = calls(channel, 6);
                Meshes.eventually("two run", () -> held.waiting.size() == 2);
                held.answer();
                for (StreamingTest.Answers call : calls) {
                    assertThat(call.all()).containsExactly("v1:hello");
                }
                assertThat(server.connections()).hasSize(2);
            }
        }
    }

    @Test
    void aServerThatLetsNothingRunGetsNoMoreConnections() {
        try (Http2Peer shut = Http2Peer.start(stream -> {}, 0)) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, shut.address())
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                Status status =
                        Meshes.failure(channel, CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS));
                assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
                assertThat(shut.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void aCallThatWasNeverOnTheWireIsSentAgainByTheTransportAndCountedSo() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        // The first stream of each connection is held until the peer says that it goes away.
        ConcurrentLinkedQueue<Runnable> goAways = new ConcurrentLinkedQueue<>();
        try (Http2Peer peer = Http2Peer.start(
                stream -> goAways.add(() -> Http2Peer.Answer.goAwayAndReset().to(stream)), 1)) {
            plane.put(limited(
                    Config.httpService("orders")
                            .version("v1", 1, peer.address())
                            .resources(),
                    1));
            try (Mesh mesh = Mesh.builder()
                    .bootstrap(plane.bootstrap("caller").writeTo(directory.resolve("metered.json")))
                    .meterRegistry(meters)
                    .start()) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                List<StreamingTest.Answers> first = calls(channel, 1);
                Meshes.eventually("the first is on the wire", () -> goAways.size() == 1);
                List<StreamingTest.Answers> second = calls(channel, 1);
                goAways.remove().run();
                assertThat(first.get(0).failure().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                Meshes.eventually("the second is on the wire of a new connection", () -> goAways.size() == 1);
                goAways.remove().run();
                assertThat(second.get(0).failure().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            }
            assertThat(peer.connections()).isEqualTo(2);
            assertThat(peer.streams).hasValue(2);
        }
        // Again, too, where the connection that goes away had not told yet that it does.
        assertThat(meters.get("mesh.client.repeats").counter().count()).isPositive();
        assertThat(meters.get("mesh.client.attempts")
                        .tag("outcome", "failure")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    private static List<StreamingTest.Answers> calls(ManagedChannel channel, int count) {
        return IntStream.range(0, count)
                .mapToObj(call -> {
                    StreamingTest.Answers answers = new StreamingTest.Answers();
                    ClientCalls.asyncUnaryCall(channel.newCall(Words.UNARY, CallOptions.DEFAULT), "hello", answers);
                    return answers;
                })
                .toList();
    }

    private static List<Message> limited(List<Message> resources, int connections) {
        return resources.stream()
                .map(each -> each instanceof Cluster cluster ? limited(cluster, connections) : each)
                .toList();
    }

    private static Message limited(Cluster cluster, int connections) {
        return cluster.toBuilder()
                .setCircuitBreakers(CircuitBreakers.newBuilder()
                        .addThresholds(Thresholds.newBuilder().setMaxConnections(UInt32Value.of(connections))))
                .build();
    }

    /** Answers when told to, and at once from then on. */
    private static final class Held implements WordServer.Behaviour {
        final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        private volatile boolean answers;

        @Override
        public void answer(WordServer server, String word, StreamObserver<String> to) {
            waiting.add(() -> WordServer.Behaviour.ECHO.answer(server, word, to));
            if (answers) {
                answer();
            }
        }

        void answer() {
            answers = true;
            for (Runnable each = waiting.poll(); each != null; each = waiting.poll()) {
                each.run();
            }
        }
    }
}
