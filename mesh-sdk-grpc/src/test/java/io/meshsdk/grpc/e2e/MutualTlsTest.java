package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.HttpService;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who calls whom over gRPC, with identities that a control plane sends. */
@Timeout(60)
class MutualTlsTest {
    private static final String ORDERS = "spiffe://mesh.test/orders";

    private final ControlPlane plane = ControlPlane.start();
    private final TestCa ca = TestCa.create("mesh.test");

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        plane.close();
    }

    @Test
    void aServerWithTheRightNameSeesTheCallersCertificate() {
        TestCertificate own = ca.workload("caller");
        plane.put(Config.identity(own));
        try (SecureWords server = SecureWords.start(ca.workload("orders"), ca)) {
            plane.put(orders(server).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                assertThat(Words.call(channel, "hello")).isEqualTo("hello");
                assertThat(server.callers()).containsExactly(own.certificate().getSerialNumber());
            }
        }
    }

    @Test
    void aServerWithAnotherNameIsRefusedAndSeesNoCall() {
        plane.put(Config.identity(ca.workload("caller")));
        try (SecureWords server = SecureWords.start(ca.workload("payments"), ca)) {
            plane.put(orders(server).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                Status status =
                        Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
                assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(status.getDescription()).contains("[UF ").contains("spiffe://mesh.test/payments");
            }
            assertThat(server.callers()).isEmpty();
        }
    }

    @Test
    void aServerOfAForeignAuthorityIsRefused() {
        TestCa foreign = TestCa.create("mesh.test");
        plane.put(Config.identity(ca.workload("caller")));
        try (SecureWords server = SecureWords.start(foreign.workload("orders"), ca, foreign)) {
            plane.put(orders(server).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                Status status =
                        Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
                assertThat(status.getDescription()).contains("[UF ");
            }
            assertThat(server.callers()).isEmpty();
        }
    }

    @Test
    void aServerThatDoesNotTrustTheCallerIsAConnectFailure() {
        TestCa foreign = TestCa.create("mesh.test");
        plane.put(Config.identity(ca.workload("caller")));
        try (SecureWords server = SecureWords.start(foreign.workload("orders"), foreign)) {
            plane.put(orders(server).resources());
            plane.put(Config.trustBundle(Config.TRUST_BUNDLE, ca.trustBundleWith(foreign)));
            try (Mesh mesh = Meshes.start(plane, directory)) {
                Status status =
                        Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
                assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(status.getDescription()).contains("[UF ");
            }
        }
    }

    @Test
    void versionsAndCiphersThatGrpcWouldNotKeepToAreRefusedByName() {
        plane.put(Config.identity(ca.workload("caller")));
        try (SecureWords server = SecureWords.start(ca.workload("orders"), ca)) {
            plane.put(orders(server).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                assertThat(Words.call(channel, "hello")).isEqualTo("hello");
                server.callers().clear();

                plane.put(orders(server).resources().stream()
                        .map(each -> each instanceof Cluster cluster ? of1Point3(cluster) : each)
                        .toList());
                Meshes.eventually("a refusal", () -> firstFailure(channel) != null);
                server.callers().clear();
                Status status = Meshes.failure(channel);
                assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(status.getDescription()).contains("[UF ").contains("tls_minimum_protocol_version");
                assertThat(server.callers()).isEmpty();
            }
        }
    }

    private static Cluster of1Point3(Cluster cluster) {
        try {
            UpstreamTlsContext.Builder tls =
                    cluster.getTransportSocket().getTypedConfig().unpack(UpstreamTlsContext.class).toBuilder();
            tls.getCommonTlsContextBuilder()
                    .getTlsParamsBuilder()
                    .setTlsMinimumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_3)
                    .setTlsMaximumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_3);
            Cluster.Builder changed = cluster.toBuilder();
            changed.getTransportSocketBuilder().setTypedConfig(Any.pack(tls.build()));
            return changed.build();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void withoutTheSecretsNothingIsSent() {
        try (SecureWords server = SecureWords.start(ca.workload("orders"), ca)) {
            plane.put(orders(server).resources());
            try (Mesh mesh = Mesh.builder()
                    .bootstrap(plane.bootstrap("caller").delta().writeTo(directory.resolve("delta.json")))
                    .start()) {
                Status status =
                        Meshes.failure(MeshGrpc.channel(mesh, "mesh:///orders").build());
                assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            }
            assertThat(server.callers()).isEmpty();
        }
    }

    @Test
    void identitiesRotateUnderLoadWithoutAFailedCallAndTheOldOneIsShownNoMore() throws Exception {
        TestCertificate before = ca.workload("caller");
        plane.put(Config.identity(before));
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (SecureWords server = SecureWords.start(ca.workload("orders"), ca)) {
            plane.put(orders(server).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                AtomicBoolean over = new AtomicBoolean();
                AtomicIntegerArray calls = new AtomicIntegerArray(4);
                List<Future<StatusRuntimeException>> failures = IntStream.range(0, 4)
                        .mapToObj(i -> callers.submit(() -> firstFailure(channel, over, i, calls)))
                        .toList();
                awaitRound(calls);
                for (int rotation = 0; rotation < 5; rotation++) {
                    TestCertificate after = ca.workload("caller");
                    server.callers().clear();
                    plane.put(Config.certificate(Config.OWN_CERTIFICATE, after));
                    Meshes.eventually(
                            "the new certificate is shown",
                            () -> server.callers().contains(after.certificate().getSerialNumber()));
                    awaitRound(calls);
                    server.callers().clear();
                    awaitRound(calls);
                    assertThat(server.callers())
                            .containsExactly(after.certificate().getSerialNumber());
                }
                over.set(true);
                for (Future<StatusRuntimeException> failure : failures) {
                    assertThat(failure.get(10, TimeUnit.SECONDS)).isNull();
                }
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aStreamThatRunsKeepsItsConnectionThroughARotationAndTheConnectionEndsWithIt() throws Exception {
        plane.put(Config.identity(ca.workload("caller")));
        try (SecureWords server = SecureWords.start(ca.workload("orders"), ca)) {
            plane.put(orders(server).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                StreamingTest.Answers answers = new StreamingTest.Answers();
                StreamObserver<String> words =
                        ClientCalls.asyncBidiStreamingCall(channel.newCall(Words.CHAT, CallOptions.DEFAULT), answers);
                words.onNext("before");
                Meshes.eventually("the answer", () -> answers.words.size() == 1);

                TestCertificate after = ca.workload("caller");
                plane.put(Config.certificate(Config.OWN_CERTIFICATE, after));
                Meshes.eventually("the new certificate is shown", () -> {
                    Words.call(channel, "hello");
                    return server.callers().contains(after.certificate().getSerialNumber());
                });
                assertThat(server.open())
                        .as("the former connection, and that of now")
                        .isEqualTo(2);

                words.onNext("after");
                words.onCompleted();
                assertThat(answers.all()).containsExactly("before", "after");
                Meshes.eventually("the former connection is closed", () -> server.open() == 1);
                assertThat(Words.call(channel, "hello")).isEqualTo("hello");
            }
        }
    }

    @Test
    void aForgottenAuthorityIsNotTrustedAnyMoreEvenByConnectionsThatAreOpen() {
        plane.put(Config.identity(ca.workload("caller")));
        try (SecureWords server = SecureWords.start(ca.workload("orders"), ca)) {
            plane.put(orders(server).resources());
            try (Mesh mesh = Meshes.start(plane, directory)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///orders").build();
                assertThat(Words.call(channel, "hello")).isEqualTo("hello");
                plane.put(Config.trustBundle(Config.TRUST_BUNDLE, ca.rotated().trustBundle()));
                Meshes.eventually("a refusal", () -> firstFailure(channel) != null);
            }
        }
    }

    private static @Nullable StatusRuntimeException firstFailure(ManagedChannel channel) {
        try {
            Words.call(channel, "hello");
            return null;
        } catch (StatusRuntimeException failed) {
            return failed;
        }
    }

    private static @Nullable StatusRuntimeException firstFailure(
            ManagedChannel channel, AtomicBoolean over, int caller, AtomicIntegerArray calls) {
        while (!over.get()) {
            StatusRuntimeException failed = firstFailure(channel);
            if (failed != null) {
                return failed;
            }
            calls.incrementAndGet(caller);
        }
        return null;
    }

    /** Until each caller has begun and ended calls from now on, where none fails. */
    private static void awaitRound(AtomicIntegerArray calls) {
        int[] before = IntStream.range(0, calls.length()).map(calls::get).toArray();
        Meshes.eventually(
                "every caller goes on",
                () -> IntStream.range(0, calls.length()).allMatch(i -> calls.get(i) >= before[i] + 20));
    }

    private static HttpService orders(SecureWords server) {
        return Config.httpService("orders").version("v1", 1, server.address()).mutualTls(ORDERS);
    }
}
