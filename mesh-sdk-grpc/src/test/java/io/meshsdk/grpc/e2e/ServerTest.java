package io.meshsdk.grpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.grpc.MeshPeer;
import io.meshsdk.grpc.MeshServerBuilder;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.Ports;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server of the mesh: who comes in, and who is told. */
@Timeout(60)
class ServerTest {
    private static final String CALLER = "spiffe://mesh.test/caller";

    private final ControlPlane callersPlane = ControlPlane.start();
    private final ControlPlane serversPlane = ControlPlane.start();
    private final TestCa ca = TestCa.create("mesh.test");
    private final int port = Ports.free();
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        callersPlane.close();
        serversPlane.close();
    }

    @Test
    void aCallerOfTheMeshIsKnownByItsIdentity() throws Exception {
        serve(() -> {
            try (Mesh caller = caller("caller")) {
                ManagedChannel channel =
                        MeshGrpc.channel(caller, "mesh:///orders").build();
                assertThat(Words.call(channel, "hello")).isEqualTo(CALLER + " hello");
            }
        });
    }

    @Test
    void aCallerThatNoPolicyAllowsIsDeniedBeforeAnythingOfTheApplicationRuns() throws Exception {
        serve(() -> {
            try (Mesh stranger = caller("stranger")) {
                ManagedChannel channel =
                        MeshGrpc.channel(stranger, "mesh:///orders").build();
                Status status = Meshes.failure(channel);
                assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.PERMISSION_DENIED);
                assertThat(seen).isEmpty();
            }
        });
    }

    @Test
    void policiesNameMethods() throws Exception {
        serve(() -> {
            serversPlane.put(Config.inbound(port)
                    .mutualTls()
                    .allow("caller", CALLER, "POST", "/words.Words/Many")
                    .resources());
            try (Mesh caller = caller("caller")) {
                ManagedChannel channel =
                        MeshGrpc.channel(caller, "mesh:///orders").build();
                Meshes.eventually("the policy is in force", () -> {
                    try {
                        Words.call(channel, "hello");
                        return false;
                    } catch (io.grpc.StatusRuntimeException denied) {
                        return denied.getStatus().getCode() == Status.Code.PERMISSION_DENIED;
                    }
                });
                assertThat(ClientCalls.blockingServerStreamingCall(channel, Words.MANY, CallOptions.DEFAULT, "a"))
                        .toIterable()
                        .containsExactly("many a");
            }
        });
    }

    @Test
    void aMethodThatNobodyServesIsAskedAboutToo() throws Exception {
        serve(() -> {
            try (Mesh stranger = caller("stranger")) {
                assertThat(unserved(stranger)).isEqualTo(Status.Code.PERMISSION_DENIED);
            }
            try (Mesh caller = caller("caller")) {
                assertThat(unserved(caller)).isEqualTo(Status.Code.UNIMPLEMENTED);
            }
        });
    }

    @Test
    void plaintextAndForeignCertificatesDoNotComeIn() throws Exception {
        serve(() -> {
            ManagedChannel plain = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .build();
            assertThat(Meshes.failure(plain, CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS))
                            .getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
            plain.shutdownNow();

            TestCa foreign = TestCa.create("mesh.test");
            callersPlane.put(Config.identity(foreign.workload("caller")));
            callersPlane.put(Config.trustBundle(Config.TRUST_BUNDLE, ca.trustBundle()));
            try (Mesh caller = Meshes.start(callersPlane, directory)) {
                Status status = Meshes.failure(
                        MeshGrpc.channel(caller, "mesh:///orders").build());
                assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.UNAVAILABLE);
            }
            assertThat(seen).isEmpty();
        });
    }

    @Test
    void bytesThatAreNeitherTlsNorHttp2CloseTheConnection() throws Exception {
        serve(() -> {
            for (String nonsense :
                    new String[] {"GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\u0000\u0005junk!", "\u0000"}) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setSoTimeout(5_000);
                    socket.getOutputStream().write(nonsense.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().flush();
                    assertThat(catchThrowable(() -> drain(socket)))
                            .satisfiesAnyOf(
                                    none -> assertThat(none).isNull(),
                                    reset -> assertThat(reset).isInstanceOf(java.net.SocketException.class));
                }
            }
            assertThat(seen).isEmpty();
        });
    }

    @Test
    void aPlaintextListenerServesPlaintextAndRefusesTls() throws Exception {
        serversPlane.put(Config.inbound(port).resources());
        try (Mesh mesh = Meshes.start(serversPlane, directory, "orders")) {
            Server server = server(mesh);
            callersPlane.put(Config.httpService("orders")
                    .version("v1", 1, "127.0.0.1:" + port)
                    .resources());
            try (Mesh caller = Meshes.start(callersPlane, directory)) {
                assertThat(Words.call(MeshGrpc.channel(caller, "mesh:///orders").build(), "hello"))
                        .isEqualTo("- hello");
            }
            callersPlane.put(Config.identity(ca.workload("caller")));
            callersPlane.put(Config.httpService("orders")
                    .version("v1", 1, "127.0.0.1:" + port)
                    .mutualTls("spiffe://mesh.test/orders")
                    .resources());
            try (Mesh caller = Meshes.start(callersPlane, directory)) {
                assertThat(Meshes.failure(MeshGrpc.channel(caller, "mesh:///orders")
                                        .build())
                                .getCode())
                        .isEqualTo(Status.Code.UNAVAILABLE);
            }
            server.shutdownNow();
        }
    }

    @Test
    void aConnectionThatIsOpenIsRefusedOnceItsFilterChainAsksForTls() throws Exception {
        serversPlane.put(Config.identity(ca.workload("orders")));
        serversPlane.put(Config.inbound(port).resources());
        try (Mesh mesh = Meshes.start(serversPlane, directory, "orders")) {
            Server server = server(mesh);
            ManagedChannel plain = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .build();
            assertThat(Words.call(plain, "hello")).isEqualTo("- hello");
            serversPlane.put(Config.inbound(port).mutualTls().resources());
            try (Mesh caller = caller("caller")) {
                ManagedChannel trusted =
                        MeshGrpc.channel(caller, "mesh:///orders").build();
                Meshes.eventually("a call with a certificate", () -> {
                    try {
                        return Words.call(trusted, "hello").equals(CALLER + " hello");
                    } catch (io.grpc.StatusRuntimeException notYet) {
                        return false;
                    }
                });
            }
            seen.clear();
            Status status = Meshes.failure(plain, CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS));
            assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription()).contains("asks for TLS");
            assertThat(seen).isEmpty();
            plain.shutdownNow();
            server.shutdownNow();
        }
    }

    @Test
    void whatIsRefusedIsCounted() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        serversPlane.put(Config.inbound(port).resources());
        try (Mesh mesh = Mesh.builder()
                .bootstrap(serversPlane.bootstrap("orders").writeTo(directory.resolve("orders.json")))
                .meterRegistry(meters)
                .start()) {
            Server server = server(mesh);
            ManagedChannel plain = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .build();
            assertThat(Words.call(plain, "hello")).isEqualTo("- hello");
            long before = calls(meters);
            serversPlane.put(Config.identity(ca.workload("orders")));
            serversPlane.put(Config.inbound(port).mutualTls().resources());
            Meshes.eventually("a refusal", () -> {
                try {
                    Words.call(plain, "hello");
                    return false;
                } catch (io.grpc.StatusRuntimeException refused) {
                    return String.valueOf(refused.getMessage()).contains("asks for TLS");
                }
            });
            assertThat(calls(meters)).as("with the call that was refused").isGreaterThan(before);
            plain.shutdownNow();

            ManagedChannel again = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .build();
            Meshes.failure(again, CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS));
            again.shutdownNow();
            assertThat(meters.get("mesh.server.connections.refused").counter().count())
                    .isGreaterThanOrEqualTo(1);
            server.shutdownNow();
        }
    }

    /** Calls that were answered with 503. */
    private static long calls(SimpleMeterRegistry meters) {
        return meters.find("mesh.server.calls").timers().stream()
                .filter(timer -> timer.getId().getTags().toString().contains("5xx"))
                .mapToLong(io.micrometer.core.instrument.Timer::count)
                .sum();
    }

    @Test
    void aPortWithoutAListenerIsClosed() throws Exception {
        serversPlane.put(Config.inbound(1).resources());
        try (Mesh mesh = Meshes.start(serversPlane, directory, "orders")) {
            Server server = server(mesh);
            ManagedChannel plain = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .build();
            assertThat(Meshes.failure(plain, CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS))
                            .getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
            plain.shutdownNow();
            server.shutdownNow();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void theServersCertificateRotatesForNewConnections() throws Exception {
        serve(() -> {
            TestCa next = ca.rotated();
            TestCertificate own = next.workload("orders");
            serversPlane.put(Config.certificate(Config.OWN_CERTIFICATE, own));
            callersPlane.put(orders());
            callersPlane.put(Config.identity(ca.workload("caller")));
            callersPlane.put(Config.trustBundle(Config.TRUST_BUNDLE, next.trustBundle()));
            Meshes.eventually("a new connection sees the new certificate", () -> {
                try (Mesh caller = Meshes.start(callersPlane, directory)) {
                    return Words.call(MeshGrpc.channel(caller, "mesh:///orders").build(), "hello")
                            .equals(CALLER + " hello");
                } catch (io.grpc.StatusRuntimeException notYet) {
                    return false;
                }
            });
        });
    }

    private static void drain(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // What the server says before it closes, if anything.
        }
    }

    private Status.Code unserved(Mesh mesh) {
        Throwable thrown = catchThrowable(() -> ClientCalls.blockingUnaryCall(
                MeshGrpc.channel(mesh, "mesh:///orders").build(),
                Words.method("Nothing", io.grpc.MethodDescriptor.MethodType.UNARY),
                CallOptions.DEFAULT,
                "hello"));
        return Status.fromThrowable(thrown).getCode();
    }

    private java.util.List<com.google.protobuf.Message> orders() {
        return Config.httpService("orders")
                .version("v1", 1, "127.0.0.1:" + port)
                .mutualTls("spiffe://mesh.test/orders")
                .resources();
    }

    private Mesh caller(String name) {
        callersPlane.put(orders());
        callersPlane.put(Config.identity(ca.workload(name)));
        return Meshes.start(callersPlane, directory, name);
    }

    private void serve(Calls calls) throws Exception {
        serversPlane.put(Config.identity(ca.workload("orders")));
        serversPlane.put(
                Config.inbound(port).mutualTls().allow("caller", CALLER).resources());
        try (Mesh mesh = Meshes.start(serversPlane, directory, "orders")) {
            Server server = server(mesh);
            try {
                calls.make();
            } finally {
                server.shutdownNow();
            }
        }
    }

    private Server server(Mesh mesh) throws IOException {
        return MeshServerBuilder.forAddress(mesh, new InetSocketAddress("127.0.0.1", port))
                .addService(ServerServiceDefinition.builder("words.Words")
                        .addMethod(
                                Words.UNARY,
                                ServerCalls.asyncUnaryCall((String word, StreamObserver<String> answers) -> {
                                    answers.onNext(
                                            MeshPeer.current().orElseThrow().name() + " " + word);
                                    answers.onCompleted();
                                }))
                        .addMethod(
                                Words.MANY,
                                ServerCalls.asyncServerStreamingCall((String word, StreamObserver<String> answers) -> {
                                    answers.onNext("many " + word);
                                    answers.onCompleted();
                                }))
                        .build())
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, P> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
                        seen.add(call.getMethodDescriptor().getFullMethodName());
                        return next.startCall(call, headers);
                    }
                })
                .build()
                .start();
    }

    interface Calls {
        void make() throws Exception;
    }
}
