package io.meshsdk.bench;

import io.meshsdk.model.HttpProtocolOptions.Version;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ClientSecurity;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The same call by the mesh, by its transport alone and by Reactor Netty, in interleaved rounds of one process: each round's
 * ratio compares neighbours in time, and the median of these ratios is what counts.
 *
 * <p>Options, with their defaults: {@code warmup=12 round=2 rounds=7 callers=64,1 rps=1000 tls=both http=1 reactor=yes}, where
 * {@code tls=both} has rounds of plaintext and of mutual TLS 1.3 in turn, and HTTP/2 has one connection for all and leaves
 * Reactor Netty out; {@code bare=yes}, which adds Netty's own HTTP/1.1 codec in plaintext; and
 * {@code server-core=N}, which runs the server in a process of its own on that core, by {@code taskset}. Pin this process to
 * another.
 */
public final class TransportBench {
    private final Options options;
    private final PrintStream out;
    private final int http;

    private TransportBench(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.http = options.number("http", 1);
    }

    public static void main(String[] arguments) throws Exception {
        run(arguments, System.out);
    }

    static void run(String[] arguments, PrintStream out) throws Exception {
        new TransportBench(new Options(arguments), out).run();
    }

    private void run() throws Exception {
        TestCa ca = TestCa.create("bench.test");
        TestCertificate own = ca.workload("client");
        String tls = options.text("tls", "both");
        List<Way> ways = new ArrayList<>();
        try (Servers servers = Servers.start(ca, options.optional("server-core"), http)) {
            if (!tls.equals("yes")) {
                ways.add(new Way("plaintext", clients(servers.port(false), Optional.empty(), own)));
            }
            if (!tls.equals("no")) {
                ways.add(new Way("mTLS", clients(servers.port(true), Optional.of(new BareTls(own, http)), own)));
            }
            all(ways);
        } finally {
            ways.forEach(way -> way.clients.forEach(LoadClient::close));
        }
    }

    private List<LoadClient> clients(int port, Optional<BareTls> tls, TestCertificate own) throws IOException {
        ClientSecurity security = tls.isPresent() ? tls.get() : ClientSecurity.PLAINTEXT;
        List<LoadClient> clients = new ArrayList<>();
        clients.add(new BareClient(port, security, http == 2 ? Version.HTTP2 : Version.HTTP1));
        clients.add(new MeshedClient(port, tls.isPresent(), own, http));
        if (http == 1 && options.text("reactor", "yes").equals("yes")) {
            clients.add(new ReactorClient(port, tls.map(BareTls::http1)));
        }
        if (http == 1 && tls.isEmpty() && options.text("bare", "no").equals("yes")) {
            clients.add(new NettyClient(port));
        }
        return clients;
    }

    private void all(List<Way> ways) throws InterruptedException {
        int[] callers = List.of(options.text("callers", "64,1").split(",")).stream()
                .mapToInt(Integer::parseInt)
                .toArray();
        warmUp(ways, callers[0]);
        for (int count : callers) {
            rounds("callers: " + count, ways, (client, window) -> Load.closed(client, count, window));
        }
        int rps = options.number("rps", 1000);
        if (rps > 0) {
            rounds("calls/s: " + rps, ways, (client, window) -> Load.paced(client, rps, window));
        }
    }

    /** In several turns, so that no client's profile is the last that the compiler saw. */
    private void warmUp(List<Way> ways, int callers) throws InterruptedException {
        long turnMillis = options.number("warmup", 12) * 1000L / 4;
        for (int turn = 0; turn < 4 && turnMillis > 0; turn++) {
            for (Way way : ways) {
                for (LoadClient client : way.clients) {
                    Load.closed(client, callers, Duration.ofMillis(turnMillis));
                }
            }
        }
    }

    private void rounds(String title, List<Way> ways, Shape shape) throws InterruptedException {
        Map<LoadClient, List<Measured>> measured = new LinkedHashMap<>();
        Duration window = Duration.ofMillis((long) (options.decimal("round", 2) * 1000));
        for (int round = 0; round < options.number("rounds", 7); round++) {
            for (Way way : ways) {
                for (LoadClient client : way.clients) {
                    measured.computeIfAbsent(client, each -> new ArrayList<>()).add(shape.load(client, window));
                }
            }
        }
        for (Way way : ways) {
            out.println("\n### " + way.name + ", " + title + "\n\n" + Measured.HEADER);
            for (LoadClient client : way.clients) {
                out.println(Measured.median(measured.get(client)).row(client.name()));
            }
            List<Measured> mesh = measured.get(way.mesh());
            out.println();
            for (LoadClient other : way.clients) {
                if (other != way.mesh()) {
                    out.println("mesh/" + other.name() + ": " + ratios(mesh, measured.get(other)));
                }
            }
        }
        if (ways.size() == 2) {
            out.println("\nmesh, mTLS/plaintext: "
                    + ratios(
                            measured.get(ways.get(1).mesh()),
                            measured.get(ways.get(0).mesh())));
        }
    }

    private static String ratios(List<Measured> of, List<Measured> to) {
        return "calls/s " + ratio(of, to, Measured::callsPerSecond)
                + ", p50 " + ratio(of, to, Measured::p50Micros)
                + ", CPU " + ratio(of, to, Measured::cpuMicrosPerCall);
    }

    /** Median of the rounds' ratios, with the least and the greatest. */
    private static String ratio(List<Measured> of, List<Measured> to, ToDoubleFunction<Measured> value) {
        double[] ratios = new double[of.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = value.applyAsDouble(of.get(i)) / value.applyAsDouble(to.get(i));
        }
        Arrays.sort(ratios);
        return String.format("%.2f (%.2f–%.2f)", ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
    }

    /**
     * The clients that are compared, by one kind of connection.
     *
     * @param clients the bare transport first, then the mesh
     */
    private record Way(String name, List<LoadClient> clients) {
        LoadClient mesh() {
            return clients.get(1);
        }
    }

    /** How a client is loaded. */
    private interface Shape {
        Measured load(LoadClient client, Duration window) throws InterruptedException;
    }
}
