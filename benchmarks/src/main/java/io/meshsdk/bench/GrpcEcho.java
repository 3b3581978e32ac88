package io.meshsdk.bench;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshsdk.test.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/** A gRPC server that sends back what it gets, over mutual TLS; in a process of its own where a core is named for it. */
final class GrpcEcho implements AutoCloseable {
    static final String SERVER_ID = "spiffe://bench.test/server";
    static final MethodDescriptor<byte[], byte[]> ECHO = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName("bench.Echo/Echo")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private final AutoCloseable running;
    private final int port;

    private GrpcEcho(AutoCloseable running, int port) {
        this.running = running;
        this.port = port;
    }

    static GrpcEcho start(TestCertificate own, OptionalInt core) throws IOException {
        return core.isPresent() ? forked(own, core.getAsInt()) : here(own.chain(), own.key(), own.trustBundle());
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws Exception {
        running.close();
    }

    /** The server's process: its certificate comes by standard input, its port goes to standard output; ends with the former. */
    public static void main(String[] none) throws Exception {
        DataInputStream in = new DataInputStream(System.in);
        PrintStream told = System.out;
        // Whatever else is printed is not the port.
        System.setOut(System.err);
        try (GrpcEcho echo = here(in.readUTF(), in.readUTF(), in.readUTF())) {
            DataOutputStream out = new DataOutputStream(told);
            out.writeInt(echo.port);
            out.flush();
            while (in.read() >= 0) {
                // Until the client's process closes it, or ends.
            }
        }
    }

    private static GrpcEcho here(String chain, String key, String trust) throws IOException {
        Server server = NettyServerBuilder.forAddress(
                        new InetSocketAddress("127.0.0.1", 0),
                        TlsServerCredentials.newBuilder()
                                .keyManager(stream(chain), stream(key))
                                .trustManager(stream(trust))
                                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                                .build())
                .directExecutor()
                .addService(ServerServiceDefinition.builder("bench.Echo")
                        .addMethod(ECHO, ServerCalls.asyncUnaryCall((byte[] bytes, StreamObserver<byte[]> answers) -> {
                            answers.onNext(bytes);
                            answers.onCompleted();
                        }))
                        .build())
                .build()
                .start();
        return new GrpcEcho(() -> server.shutdownNow().awaitTermination(), server.getPort());
    }

    private static GrpcEcho forked(TestCertificate own, int core) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        "taskset",
                        "-c",
                        Integer.toString(core),
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GrpcEcho.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        DataOutputStream out = new DataOutputStream(process.getOutputStream());
        out.writeUTF(own.chain());
        out.writeUTF(own.key());
        out.writeUTF(own.trustBundle());
        out.flush();
        return new GrpcEcho(process::destroy, new DataInputStream(process.getInputStream()).readInt());
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private record Bytes() implements Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new Known(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                // As protobuf does it: its length is known, and anything else would dwarf what is compared.
                return stream.readNBytes(stream.available());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Gives itself away in one piece, as protobuf's messages do. */
    private static final class Known extends ByteArrayInputStream implements KnownLength, Drainable {
        Known(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int left = available();
            transferTo(target);
            return left;
        }
    }
}
