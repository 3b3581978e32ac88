package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is tried again and what is not: each way in which an attempt ends without the server's answer is told apart. */
@Timeout(60)
class RetryTest {
    private final ControlPlane plane = ControlPlane.start();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        plane.close();
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of(
                        "REFUSED_STREAM", Http2Peer.Answer.reset(Http2Error.REFUSED_STREAM), "refused-stream", "UR"),
                Arguments.of("GOAWAY", Http2Peer.Answer.goAwayUnseen(), "refused-stream", "UR"),
                Arguments.of("RST", Http2Peer.Answer.reset(Http2Error.INTERNAL_ERROR), "reset", "UR"),
                Arguments.of("connection lost", Http2Peer.Answer.closeConnection(), "reset", "UC"),
                Arguments.of("HTTP 503", Http2Peer.Answer.http("503"), "5xx", "-"));
    }

    @ParameterizedTest(name = "{0} is retried on {2}")
    @MethodSource("endings")
    void whatThePeerBreaksOffIsTriedOnAnotherEndpoint(
            String what, Http2Peer.Answer answer, String condition, String flag) {
        try (Http2Peer bad = Http2Peer.start(answer);
                WordServer good = WordServer.start("good")) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, bad.address(), good.address())
                    .retries(condition, 2)
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                for (int i = 0; i < 10; i++) {
                    assertThat(Words.call(channel, "hello")).isEqualTo("good:hello");
                }
            }
            assertThat(bad.streams.get()).as("calls that began at the bad one").isPositive();
        }
    }

    @ParameterizedTest(name = "{0} has {3}")
    @MethodSource("endings")
    void withoutPolicyTheCallerSeesWhatHappened(String what, Http2Peer.Answer answer, String condition, String flag) {
        try (Http2Peer bad = Http2Peer.start(answer)) {
            plane.put(
                    Config.httpService("orders").version("v1", 1, bad.address()).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                Status status =
                        Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
                assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.UNAVAILABLE);
                if (!flag.equals("-")) {
                    assertThat(status.getDescription()).contains("[" + flag + " ");
                }
            }
            // What no server processed is sent again once, policy or not; the channel itself adds nothing to that.
            assertThat(bad.streams.get()).isEqualTo(condition.equals("refused-stream") ? 2 : 1);
        }
    }

    @Test
    void aResetAfterTheHeadIsNotRetried() {
        try (Http2Peer bad = Http2Peer.start(Http2Peer.Answer.headThenReset())) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, bad.address())
                    .retries("5xx,reset,internal", 3)
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                Status status =
                        Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
                assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
            }
            assertThat(bad.streams.get()).isEqualTo(1);
        }
    }

    @Test
    void aStatusThatIsNotAskedForIsTheCallers() {
        try (WordServer bad = WordServer.start(
                "bad", WordServer.Behaviour.status(Status.RESOURCE_EXHAUSTED.withDescription("no more")))) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, bad.address())
                    .retries("unavailable,cancelled,internal,deadline-exceeded", 3)
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                Status status =
                        Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
                assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                assertThat(status.getDescription()).isEqualTo("no more");
            }
            assertThat(bad.calls).hasValue(1);
        }
    }

    @ParameterizedTest
    @MethodSource("codes")
    void everyStatusOfEnvoysListIsRetried(String condition, Status.Code code) {
        try (WordServer bad = WordServer.start("bad", WordServer.Behaviour.status(code.toStatus()))) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, bad.address())
                    .retries(condition, 2)
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                Status status =
                        Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
                assertThat(status.getCode()).isEqualTo(code);
            }
            assertThat(bad.calls).hasValue(3);
        }
    }

    static Stream<Arguments> codes() {
        return Stream.of(
                Arguments.of("cancelled", Status.Code.CANCELLED),
                Arguments.of("deadline-exceeded", Status.Code.DEADLINE_EXCEEDED),
                Arguments.of("internal", Status.Code.INTERNAL),
                Arguments.of("resource-exhausted", Status.Code.RESOURCE_EXHAUSTED),
                Arguments.of("unavailable", Status.Code.UNAVAILABLE));
    }

    @Test
    void aUsersInterceptorRunsOnceForACallAndItsCredentialsOncePerAttempt() {
        AtomicInteger intercepted = new AtomicInteger();
        AtomicInteger applied = new AtomicInteger();
        ClientInterceptor counting = new ClientInterceptor() {
            @Override
            public <Q, P> ClientCall<Q, P> interceptCall(
                    MethodDescriptor<Q, P> method, CallOptions options, Channel next) {
                intercepted.incrementAndGet();
                return next.newCall(method, options);
            }
        };
        CallCredentials credentials = new CallCredentials() {
            @Override
            public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
                applied.incrementAndGet();
                Metadata token = new Metadata();
                token.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), "secret" + applied.get());
                applier.apply(token);
            }
        };
        try (WordServer bad = WordServer.start("bad", WordServer.Behaviour.status(Status.UNAVAILABLE))) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, bad.address())
                    .retries("unavailable", 2)
                    .resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel = MeshGrpc.channel(mesh, "mesh:///orders")
                        .intercept(counting)
                        .build();
                Meshes.failure(channel, CallOptions.DEFAULT.withCallCredentials(credentials));
            }
            assertThat(bad.heads.stream()
                            .map(head -> head.get(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER))))
                    .isEqualTo(List.of("secret1", "secret2", "secret3"));
        }
        assertThat(intercepted).hasValue(1);
        assertThat(applied).hasValue(3);
    }

    @Test
    void theLimitOfRequestsRefusesWithEnvoysFlag() {
        plane.put(Config.httpService("orders")
                .version("v1", 1, "127.0.0.1:1")
                .maxRequests("v1", 0)
                .resources());
        try (Mesh mesh = Meshes.start(plane, directory)) {
            Status status =
                    Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription()).contains("[UO ").contains("overflow");
        }
    }
}
