package io.meshsdk.bench;

import io.meshsdk.model.HttpProtocolOptions.Version;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the mesh adds to a call, both sides together: a client of the mesh that calls Tomcat with the mesh, against the same
 * transport that calls Tomcat with an ordinary mutual TLS; 1 000 calls a second over 16 connections, in interleaved rounds.
 *
 * <p>Options, with their defaults: {@code warmup=12 round=5 rounds=7 rps=1000 connections=16}, and {@code server-core=N},
 * which pins the servers, by {@code taskset}. Pin this process to another.
 */
public final class BothSidesBench {
    private static final String CALLER_ID = "spiffe://bench.test/client";

    private final Options options;
    private final PrintStream out;

    private BothSidesBench(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        run(arguments, System.out);
    }

    static void run(String[] arguments, PrintStream out) throws Exception {
        new BothSidesBench(new Options(arguments), out).run();
    }

    private void run() throws Exception {
        TestCa ca = TestCa.create("bench.test");
        TestCertificate own = ca.workload("client");
        TestCertificate server = ca.workload("server");
        OptionalInt core = options.optional("server-core");
        int port = freePort();
        Path bootstrap = Files.createTempFile("bench-server-bootstrap", ".json");
        try (ControlPlane plane = ControlPlane.start()) {
            plane.put(Config.identity(server));
            plane.put(
                    Config.inbound(port).mutualTls().allow("caller", CALLER_ID).resources());
            plane.bootstrap("bench-server").writeTo(bootstrap);
            try (TomcatServer plain = TomcatServer.start(ordinaryTls(server), core);
                    TomcatServer meshed = TomcatServer.start(mesh(port, bootstrap), core);
                    LoadClient without = new BareClient(plain.port(), new BareTls(own, 1), Version.HTTP1);
                    LoadClient with = new MeshedClient(meshed.port(), true, own, 1)) {
                compare(new Side(without, plain), new Side(with, meshed));
            }
        } finally {
            Files.delete(bootstrap);
        }
    }

    private void compare(Side without, Side with) throws InterruptedException {
        int connections = options.number("connections", 16);
        Duration turn = Duration.ofMillis(options.number("warmup", 12) * 1000L / 4);
        for (int i = 0; i < 4 && !turn.isZero(); i++) {
            // So many callers at once leave as many connections.
            Load.closed(without.client(), connections, turn);
            Load.closed(with.client(), connections, turn);
        }
        List<Used> plain = new ArrayList<>();
        List<Used> meshed = new ArrayList<>();
        for (int round = 0; round < options.number("rounds", 7); round++) {
            plain.add(one(without));
            meshed.add(one(with));
        }
        List<Double> latencies = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            latencies.add(
                    meshed.get(i).calls().p50Micros() - plain.get(i).calls().p50Micros());
            cpu.add(meshed.get(i).cpuSeconds() - plain.get(i).cpuSeconds());
        }
        out.println("\n### Tomcat, mutual TLS, both sides\n\n" + Measured.HEADER);
        out.println(Measured.median(plain.stream().map(Used::calls).toList()).row("without the mesh"));
        out.println(Measured.median(meshed.stream().map(Used::calls).toList()).row("with the mesh"));
        out.printf(
                "%nadded p50 %s µs; added CPU of both processes, seconds per 1000 calls: %s%n",
                spread(latencies, "%.0f"), spread(cpu, "%.4f"));
    }

    private Used one(Side side) throws InterruptedException {
        Duration before = side.server().cpu();
        Duration window = Duration.ofMillis((long) (options.decimal("round", 5) * 1000));
        Measured calls = Load.paced(side.client(), options.number("rps", 1000), window);
        // The server's reading covers a little more than the window: the settling before it, which is paced as well.
        double seconds = (window.toMillis() + Load.SETTLE_MILLIS) / 1e3;
        double thousands = calls.callsPerSecond() * seconds / 1000;
        double server = side.server().cpu().minus(before).toNanos() / 1e9 / thousands;
        return new Used(calls, server + calls.cpuMicrosPerCall() / 1e3);
    }

    private static String spread(List<Double> values, String format) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return String.format(
                format + " (" + format + "–" + format + ")",
                sorted[sorted.length / 2],
                sorted[0],
                sorted[sorted.length - 1]);
    }

    private static Map<String, String> ordinaryTls(TestCertificate own) {
        return Map.of(
                "server.port", "0",
                "server.address", "127.0.0.1",
                "server.ssl.bundle", "own",
                "server.ssl.client-auth", "need",
                "spring.ssl.bundle.pem.own.keystore.certificate", own.chain(),
                "spring.ssl.bundle.pem.own.keystore.private-key", own.key(),
                "spring.ssl.bundle.pem.own.truststore.certificate", own.trustBundle(),
                "mesh.enabled", "false",
                "logging.level.root", "WARN");
    }

    private static Map<String, String> mesh(int port, Path bootstrap) {
        return Map.of(
                "server.port",
                Integer.toString(port),
                "server.address",
                "127.0.0.1",
                "mesh.bootstrap",
                bootstrap.toString(),
                "logging.level.root",
                "WARN");
    }

    /** The configuration must name the port before the application listens on it. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private record Side(LoadClient client, TomcatServer server) {}

    /** @param cpuSeconds of both processes, per 1 000 calls */
    private record Used(Measured calls, double cpuSeconds) {}
}
