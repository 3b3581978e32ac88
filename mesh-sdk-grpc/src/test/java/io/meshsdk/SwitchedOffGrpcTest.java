package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshsdk.grpc.MeshChannelBuilder;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.grpc.MeshPeer;
import io.meshsdk.grpc.MeshServerBuilder;
import io.meshsdk.grpc.e2e.Warnings;
import io.meshsdk.grpc.e2e.Words;
import io.meshsdk.test.Ports;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kill switch, at the door for gRPC. */
@Timeout(60)
class SwitchedOffGrpcTest {
    @Test
    void withMeshEnabledFalseCallsGoPastTheMeshInPlaintextAndComeInSo() throws Exception {
        int port = Ports.free();
        try (Mesh mesh = Mesh.builder()
                .bootstrap(Path.of("no-such-file"))
                .environment(Map.of("MESH_ENABLED", "false"))
                .start()) {
            Server server = MeshServerBuilder.forAddress(mesh, new InetSocketAddress("127.0.0.1", port))
                    .addService(ServerServiceDefinition.builder("words.Words")
                            .addMethod(
                                    Words.UNARY,
                                    ServerCalls.asyncUnaryCall((String word, StreamObserver<String> answers) -> {
                                        answers.onNext(MeshPeer.spiffeId().orElse("nobody") + " " + word);
                                        answers.onCompleted();
                                    }))
                            .build())
                    .build()
                    .start();
            try (Warnings warnings = Warnings.of(MeshChannelBuilder.class)) {
                ManagedChannel channel =
                        MeshGrpc.channel(mesh, "mesh:///127.0.0.1:" + port).build();
                assertThat(Words.call(channel, "hello")).isEqualTo("nobody hello");
                assertThat(warnings.all())
                        .containsExactly(
                                "the mesh is switched off: calls to 127.0.0.1:" + port + " go past it, in plaintext");
                channel.shutdownNow();
            } finally {
                server.shutdownNow();
            }
        }
    }
}
