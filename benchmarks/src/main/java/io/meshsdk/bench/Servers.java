package io.meshsdk.bench;

import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A plaintext and a mutual-TLS server, in a process of their own where a core is named for it, else in this one. */
final class Servers implements AutoCloseable {
    static final String SERVER_ID = "spiffe://bench.test/server";

    private final AutoCloseable running;
    private final int plainPort;
    private final int tlsPort;

    private Servers(AutoCloseable running, int plainPort, int tlsPort) {
        this.running = running;
        this.plainPort = plainPort;
        this.tlsPort = tlsPort;
    }

    static Servers start(TestCa ca, OptionalInt core, int http) throws IOException {
        TestCertificate own = ca.workload("server");
        return core.isPresent()
                ? forked(own, core.getAsInt(), http)
                : here(own.chain(), own.key(), own.trustBundle(), http);
    }

    int port(boolean encrypted) {
        return encrypted ? tlsPort : plainPort;
    }

    @Override
    public void close() throws Exception {
        running.close();
    }

    /** The server's process: its certificate comes by standard input, its ports go to standard output; ends with the former. */
    public static void main(String[] none) throws Exception {
        DataInputStream in = new DataInputStream(System.in);
        try (Servers servers = here(in.readUTF(), in.readUTF(), in.readUTF(), in.readInt())) {
            DataOutputStream out = new DataOutputStream(System.out);
            out.writeInt(servers.plainPort);
            out.writeInt(servers.tlsPort);
            out.flush();
            while (in.read() >= 0) {
                // Until the client's process closes it, or ends.
            }
        }
    }

    private static Servers here(String chain, String key, String trust, int http) throws IOException {
        SslContext context = SslContextBuilder.forServer(stream(chain), stream(key))
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .trustManager(stream(trust))
                .clientAuth(ClientAuth.REQUIRE)
                .protocols("TLSv1.3")
                .applicationProtocolConfig(BareTls.alpn(http))
                .build();
        HelloServer plain = new HelloServer(Optional.empty(), http);
        HelloServer encrypted = new HelloServer(Optional.of(context), http);
        return new Servers(
                () -> {
                    plain.close();
                    encrypted.close();
                },
                plain.port(),
                encrypted.port());
    }

    private static Servers forked(TestCertificate own, int core, int http) throws IOException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Servers.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        DataOutputStream out = new DataOutputStream(process.getOutputStream());
        out.writeUTF(own.chain());
        out.writeUTF(own.key());
        out.writeUTF(own.trustBundle());
        out.writeInt(http);
        out.flush();
        DataInputStream in = new DataInputStream(process.getInputStream());
        return new Servers(process::destroy, in.readInt(), in.readInt());
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
