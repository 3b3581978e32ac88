package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose time is up when, where calls are streams. The clocks are Envoy's: the route's runs from the end of the request. */
@Timeout(60)
class DeadlineTest {
    private final ControlPlane plane = ControlPlane.start();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        plane.close();
    }

    @Test
    void theRoutesTimeoutDoesNotEndAStreamWhoseRequestGoesOn() throws Exception {
        try (WordServer server = WordServer.start("v1", (same, word, answers) -> {})) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, server.address())
                    .timeout(Duration.ofMillis(200))
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                StreamingTest.Answers answers = new StreamingTest.Answers();
                StreamObserver<String> words =
                        ClientCalls.asyncBidiStreamingCall(channel.newCall(Words.CHAT, CallOptions.DEFAULT), answers);
                words.onNext("before");
                Meshes.eventually("the answer", () -> answers.words.size() == 1);

                // Later begun and ended by the same timeout, so that it has passed for the other, too.
                assertThat(Meshes.failure(channel).getDescription()).contains("[UT ");

                words.onNext("after");
                words.onCompleted();
                assertThat(answers.all()).containsExactly("v1:before", "v1:after");
            }
        }
    }

    @Test
    void theRoutesTimeoutEndsAnAnswerThatGoesOnAfterTheRequest() {
        try (WordServer server = WordServer.start("v1", (same, word, answers) -> answers.onNext("one"))) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, server.address())
                    .timeout(Duration.ofMillis(200))
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                StreamingTest.Answers answers = new StreamingTest.Answers();
                // Its first message has come, and with it the response's head; its end does not.
                StreamObserver<String> words = ClientCalls.asyncClientStreamingCall(
                        channel.newCall(Words.COLLECT, CallOptions.DEFAULT), answers);
                words.onNext("hello");
                words.onCompleted();
                assertThat(answers.failure().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
                assertThat(answers.failure().getDescription()).contains("UT");
            }
        }
    }

    @Test
    void theCallersDeadlineEndsAStreamThatGoesOnAndIsToldToItsServer() {
        try (WordServer server = WordServer.start("v1")) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, server.address())
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                StreamingTest.Answers answers = new StreamingTest.Answers();
                StreamObserver<String> words = ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(Words.CHAT, CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS)),
                        answers);
                words.onNext("hello");
                assertThat(answers.failure().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
                assertThat(answers.words).containsExactly("v1:hello");
            }
            assertThat(server.heads)
                    .singleElement()
                    .satisfies(head -> assertThat(
                                    head.get(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER)))
                            .isNotNull());
            Meshes.eventually("the server hears of it", () -> server.received.contains("error"));
        }
    }
}
