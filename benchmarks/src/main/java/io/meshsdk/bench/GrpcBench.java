package io.meshsdk.bench;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/**
 * Unary gRPC calls of 1 KB over mutual TLS, by a channel of the mesh and by one of grpc-netty, both with their default
 * executors and retry at its default; in interleaved rounds of one process, whose ratios count.
 *
 * <p>Options, with their defaults: {@code warmup=8 round=2 rounds=7 callers=1,64 style=blocking,async}, and {@code server-core=N} as
 * {@link TransportBench} has it.
 */
public final class GrpcBench {
    private static final byte[] MESSAGE = new byte[1024];

    private static final long[] NO_SAMPLES = {};

    private final Options options;
    private final PrintStream out;

    private GrpcBench(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        run(arguments, System.out);
    }

    static void run(String[] arguments, PrintStream out) throws Exception {
        new GrpcBench(new Options(arguments), out).run();
    }

    private void run() throws Exception {
        TestCa ca = TestCa.create("bench.test");
        TestCertificate own = ca.workload("client");
        TestCertificate servers = ca.issue(GrpcEcho.SERVER_ID).ip("127.0.0.1").build();
        try (GrpcEcho echo = GrpcEcho.start(servers, options.optional("server-core"));
                ControlPlane plane = ControlPlane.start();
                Mesh mesh = mesh(plane, own, echo.port())) {
            ManagedChannel plain = NettyChannelBuilder.forAddress(
                            "127.0.0.1",
                            echo.port(),
                            TlsChannelCredentials.newBuilder()
                                    .keyManager(own.keyManagers().getKeyManagers())
                                    .trustManager(own.trustManagers().getTrustManagers())
                                    .build())
                    .defaultLoadBalancingPolicy("round_robin")
                    .build();
            ManagedChannel meshed = MeshGrpc.channel(mesh, "mesh:///orders").build();
            try {
                compare(meshed, plain);
            } finally {
                plain.shutdownNow();
            }
        }
    }

    private static Mesh mesh(ControlPlane plane, TestCertificate own, int port) throws Exception {
        plane.put(Config.identity(own));
        plane.put(Config.httpService("orders")
                .version("v1", 1, "127.0.0.1:" + port)
                .retries("unavailable", 2)
                .mutualTls(GrpcEcho.SERVER_ID)
                .resources());
        Path bootstrap = Files.createTempFile("bench-bootstrap", ".json");
        try {
            plane.bootstrap("bench").writeTo(bootstrap);
            return Mesh.builder().bootstrap(bootstrap).start();
        } finally {
            Files.delete(bootstrap);
        }
    }

    private void compare(ManagedChannel meshed, ManagedChannel plain) throws InterruptedException {
        for (String style : options.text("style", "blocking,async").split(",", -1)) {
            for (String count : options.text("callers", "1,64").split(",", -1)) {
                int callers = Integer.parseInt(count);
                Loaded load = style.equals("blocking") ? this::blocking : this::async;
                double warmUp = options.decimal("warmup", 8) / 4;
                for (int turn = 0; turn < 4 && warmUp > 0; turn++) {
                    load.during(plain, callers, warmUp / 2);
                    load.during(meshed, callers, warmUp / 2);
                }
                List<Measured> bare = new ArrayList<>();
                List<Measured> mesh = new ArrayList<>();
                for (int round = 0; round < options.number("rounds", 7); round++) {
                    bare.add(load.during(plain, callers, options.decimal("round", 2)));
                    mesh.add(load.during(meshed, callers, options.decimal("round", 2)));
                }
                print(style + ", callers: " + callers, mesh, bare);
            }
        }
    }

    private void print(String title, List<Measured> mesh, List<Measured> bare) {
        double[] ratios = new double[mesh.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = mesh.get(round).callsPerSecond() / bare.get(round).callsPerSecond();
        }
        Arrays.sort(ratios);
        out.printf(
                "%s: %s; %s; ratio %.2f (%.2f–%.2f)%n",
                title,
                line("mesh", Measured.median(mesh)),
                line("grpc-netty", Measured.median(bare)),
                ratios[ratios.length / 2],
                ratios[0],
                ratios[ratios.length - 1]);
    }

    private static String line(String name, Measured measured) {
        return String.format(
                "%s %,.0f calls/s, %.1f µs of CPU, %,.0f B",
                name, measured.callsPerSecond(), measured.cpuMicrosPerCall(), measured.bytesPerCall());
    }

    private Measured blocking(ManagedChannel channel, int callers, double seconds) throws InterruptedException {
        Window window = new Window(callers);
        for (int i = 0; i < callers; i++) {
            Thread caller = new Thread(
                    () -> {
                        while (!window.over) {
                            ClientCalls.blockingUnaryCall(channel, GrpcEcho.ECHO, CallOptions.DEFAULT, MESSAGE);
                            window.ended.increment();
                        }
                        window.quiet.countDown();
                    },
                    "bench-caller");
            caller.setDaemon(true);
            caller.start();
        }
        return window.measure(seconds);
    }

    private Measured async(ManagedChannel channel, int callers, double seconds) throws InterruptedException {
        Window window = new Window(callers);
        for (int i = 0; i < callers; i++) {
            next(channel, window);
        }
        return window.measure(seconds);
    }

    private static void next(ManagedChannel channel, Window window) {
        ClientCalls.asyncUnaryCall(
                channel.newCall(GrpcEcho.ECHO, CallOptions.DEFAULT), MESSAGE, new StreamObserver<byte[]>() {
                    @Override
                    public void onNext(byte[] answer) {}

                    @Override
                    public void onError(Throwable failure) {
                        failure.printStackTrace();
                        window.quiet.countDown();
                    }

                    @Override
                    public void onCompleted() {
                        window.ended.increment();
                        if (window.over) {
                            window.quiet.countDown();
                        } else {
                            next(channel, window);
                        }
                    }
                });
    }

    /** Calls for one window of time. */
    private interface Loaded {
        Measured during(ManagedChannel channel, int callers, double seconds) throws InterruptedException;
    }

    private static final class Window {
        final LongAdder ended = new LongAdder();
        final CountDownLatch quiet;
        volatile boolean over;

        Window(int callers) {
            quiet = new CountDownLatch(callers);
        }

        Measured measure(double seconds) throws InterruptedException {
            Thread.sleep(100);
            Load.Reading before = Load.Reading.now(ended.sum());
            Thread.sleep((long) (seconds * 1000));
            Load.Reading after = Load.Reading.now(ended.sum());
            over = true;
            quiet.await();
            return Measured.of(before, after, NO_SAMPLES);
        }
    }
}
