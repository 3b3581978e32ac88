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
import io.meshsdk.grpc.e2e.Meshes;
import io.meshsdk.grpc.e2e.Words;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kill switch, at the door for gRPC. */
@Timeout(60)
class SwitchedOffGrpcTest {
    @Test
    void withMeshEnabledFalseCallsGoPastTheMeshInPlaintextAndComeInSo() throws Exception {
        int port = Meshes.freePort();
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
            List<LogRecord> logged = new CopyOnWriteArrayList<>();
            Handler book = book(logged);
            Logger log = Logger.getLogger(MeshChannelBuilder.class.getName());
            log.addHandler(book);
            ManagedChannel channel =
                    MeshGrpc.channel(mesh, "mesh:///127.0.0.1:" + port).build();
            try {
                assertThat(Words.call(channel, "hello")).isEqualTo("nobody hello");
                assertThat(logged).singleElement().satisfies(line -> {
                    assertThat(line.getLevel()).isEqualTo(Level.WARNING);
                    assertThat(line.getMessage()).contains("the mesh is switched off");
                    assertThat(line.getParameters()).containsExactly("127.0.0.1:" + port);
                });
            } finally {
                log.removeHandler(book);
                channel.shutdownNow();
                server.shutdownNow();
            }
        }
    }

    private static Handler book(List<LogRecord> logged) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
