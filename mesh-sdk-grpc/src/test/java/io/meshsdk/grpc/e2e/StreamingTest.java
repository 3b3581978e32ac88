package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls with many messages, replayed until the response's head, direct from then on. */
@Timeout(60)
class StreamingTest {
    private final ControlPlane plane = ControlPlane.start();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        plane.close();
    }

    @Test
    void aServersStreamComesInOrder() {
        try (WordServer v1 = WordServer.start("v1")) {
            plane.put(
                    Config.httpService("orders").version("v1", 1, v1.address()).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                List<String> words = new ArrayList<>();
                ClientCalls.blockingServerStreamingCall(channel, Words.MANY, CallOptions.DEFAULT, "a,b,c")
                        .forEachRemaining(words::add);
                assertThat(words).containsExactly("v1:a", "v1:b", "v1:c");
            }
        }
    }

    @Test
    void aClientsStreamIsReplayedWholeOnAnotherEndpoint() throws Exception {
        try (Http2Peer bad = Http2Peer.start(Http2Peer.Answer.reset(Http2Error.INTERNAL_ERROR));
                WordServer good = WordServer.start("good")) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, bad.address(), good.address())
                    .retries("reset", 3)
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                for (int i = 0; i < 6; i++) {
                    Answers answers = new Answers();
                    StreamObserver<String> words = ClientCalls.asyncClientStreamingCall(
                            channel.newCall(Words.COLLECT, CallOptions.DEFAULT), answers);
                    IntStream.range(0, 20).forEach(word -> words.onNext("w" + word));
                    words.onCompleted();
                    assertThat(answers.all())
                            .containsExactly("good:"
                                    + String.join(
                                            "+",
                                            IntStream.range(0, 20)
                                                    .mapToObj(word -> "w" + word)
                                                    .toList()));
                }
                assertThat(bad.streams.get()).isPositive();
            }
        }
    }

    @Test
    void whatExceedsTheReplayLimitIsNotRetried() throws Exception {
        try (Http2Peer bad = Http2Peer.start(stream -> {})) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, bad.address())
                    .retries("reset", 3)
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                Answers answers = new Answers();
                StreamObserver<String> words = ClientCalls.asyncClientStreamingCall(
                        channel.newCall(Words.COLLECT, CallOptions.DEFAULT), answers);
                String large = "x".repeat(256 * 1024);
                // Envoy's limit is 1 MiB.
                IntStream.range(0, 6).forEach(word -> words.onNext(large));
                Meshes.eventually("the stream began", () -> bad.streams.get() == 1);
                bad.close();
                assertThat(answers.failure().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(answers.failure().getDescription()).contains("UC").doesNotContain("URX");
            }
            assertThat(bad.streams.get()).isEqualTo(1);
        }
    }

    @Test
    void aConversationGoesOnAfterItsHeadWithoutTheEngine() throws Exception {
        try (WordServer v1 = WordServer.start("v1")) {
            plane.put(
                    Config.httpService("orders").version("v1", 1, v1.address()).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                Answers answers = new Answers();
                StreamObserver<String> words =
                        ClientCalls.asyncBidiStreamingCall(channel.newCall(Words.CHAT, CallOptions.DEFAULT), answers);
                for (int i = 0; i < 100; i++) {
                    int count = i + 1;
                    words.onNext("w" + i);
                    Meshes.eventually("word " + i + " is answered", () -> answers.words.size() == count);
                }
                words.onCompleted();
                assertThat(answers.all())
                        .isEqualTo(IntStream.range(0, 100)
                                .mapToObj(word -> "v1:w" + word)
                                .toList());
            }
        }
    }

    @Test
    void aSlowReceiverHoldsTheSenderBack() {
        try (WordServer v1 = WordServer.start("v1")) {
            plane.put(
                    Config.httpService("orders").version("v1", 1, v1.address()).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                ClientCall<String, String> call = channel.newCall(Words.CHAT, CallOptions.DEFAULT);
                ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
                CompletableFuture<Status> end = new CompletableFuture<>();
                call.start(
                        new ClientCall.Listener<>() {
                            @Override
                            public void onMessage(String word) {
                                got.add(word);
                            }

                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                end.complete(status);
                            }
                        },
                        new Metadata());
                String large = "x".repeat(64 * 1024);
                call.request(1);
                call.sendMessage(large);
                Meshes.eventually("the first answer", () -> got.size() == 1);
                int sent = 1;
                while (call.isReady() && sent < 1_000) {
                    call.sendMessage(large);
                    sent++;
                }
                assertThat(sent).as("messages taken while one was asked for").isLessThan(1_000);
                call.request(sent);
                int all = sent;
                Meshes.eventually("all answers", () -> got.size() == all);
                call.halfClose();
                assertThat(end.join().isOk()).isTrue();
            }
        }
    }

    @Test
    void aCancelledCallIsCancelledAtItsServer() {
        try (WordServer v1 = WordServer.start("v1")) {
            plane.put(
                    Config.httpService("orders").version("v1", 1, v1.address()).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                Answers answers = new Answers();
                ClientCall<String, String> call = channel.newCall(Words.CHAT, CallOptions.DEFAULT);
                StreamObserver<String> words = ClientCalls.asyncBidiStreamingCall(call, answers);
                words.onNext("w");
                Meshes.eventually("the answer", () -> answers.words.size() == 1);
                call.cancel("enough", null);
                assertThat(answers.failure().getCode()).isEqualTo(Status.Code.CANCELLED);
                assertThat(answers.failure().getDescription()).isEqualTo("enough");
                Meshes.eventually("the server hears of it", () -> v1.received.contains("error"));
            }
        }
    }

    @Test
    void aCancelledContextCancelsItsCall() {
        try (WordServer mute = WordServer.start("mute", (server, word, answers) -> {})) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, mute.address())
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory);
                    Context.CancellableContext context = Context.current().withCancellation()) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                Answers answers = new Answers();
                context.run(() -> ClientCalls.asyncUnaryCall(
                        channel.newCall(Words.UNARY, CallOptions.DEFAULT), "hello", answers));
                Meshes.eventually("the call is there", () -> mute.received.size() == 1);
                context.cancel(new IllegalStateException("left"));
                assertThat(answers.failure().getCode()).isEqualTo(Status.Code.CANCELLED);
            }
        }
    }

    @Test
    void theRoutesTimeoutEndsACallThatIsNotAnswered() {
        try (WordServer mute = WordServer.start("mute", (server, word, answers) -> {})) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, mute.address())
                    .timeout(Duration.ofMillis(200))
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                Status status =
                        Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
                assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
                assertThat(status.getDescription()).contains("[UT response_timeout");
            }
            Meshes.eventually("the server hears of it", () -> mute.calls.get() == 1);
        }
    }

    @Test
    void anEndpointThatIsRemovedEndsItsStreamsInPeaceAndGetsNoMore() throws Exception {
        try (WordServer first = WordServer.start("first");
                WordServer second = WordServer.start("second")) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, first.address())
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                Answers answers = new Answers();
                StreamObserver<String> words =
                        ClientCalls.asyncBidiStreamingCall(channel.newCall(Words.CHAT, CallOptions.DEFAULT), answers);
                words.onNext("before");
                Meshes.eventually("the answer", () -> answers.words.size() == 1);

                plane.put(Config.httpService("orders")
                        .version("v1", 1, second.address())
                        .resources());
                Meshes.eventually(
                        "new calls go elsewhere", () -> Words.call(channel, "x").equals("second:x"));

                words.onNext("after");
                words.onCompleted();
                assertThat(answers.all()).containsExactly("first:before", "first:after");
            }
        }
    }

    @Test
    void closingTheMeshEndsItsCallsAndItsThreads() {
        try (WordServer mute = WordServer.start("mute", (server, word, answers) -> {})) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, mute.address())
                    .resources());
            Answers answers = new Answers();
            ManagedChannel channel;
            try (Mesh mesh = Mesh.builder()
                    .bootstrap(plane.bootstrap("caller").writeTo(directory.resolve("bootstrap.json")))
                    .drainTimeout(Duration.ofMillis(100))
                    .start()) {
                channel = MeshGrpc.channel(mesh, "mesh:///orders").build();
                ClientCalls.asyncUnaryCall(channel.newCall(Words.UNARY, CallOptions.DEFAULT), "hello", answers);
                Meshes.eventually("the call is there", () -> mute.received.size() == 1);
            }
            assertThat(answers.failure().getCode()).isEqualTo(Status.Code.CANCELLED);
            assertThat(channel.isTerminated()).isTrue();
            Meshes.eventually(
                    "no thread is left",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("mesh-grpc")));
        }
    }

    /** What a caller got. */
    static final class Answers implements StreamObserver<String> {
        final ConcurrentLinkedQueue<String> words = new ConcurrentLinkedQueue<>();
        private final CompletableFuture<Status> end = new CompletableFuture<>();

        @Override
        public void onNext(String word) {
            words.add(word);
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }

        List<String> all() throws Exception {
            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(Status.OK);
            return List.copyOf(words);
        }

        Status failure() {
            return end.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }
}
