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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
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

    private final Map<String, String> options;
    private final PrintStream out;

    private GrpcBench(Map<String, String> options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        run(arguments, System.out);
    }

    static void run(String[] arguments, PrintStream out) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            options.put(parts[0], parts[1]);
        }
        new GrpcBench(options, out).run();
    }

    private void run() throws Exception {
        TestCa ca = TestCa.create("bench.test");
        TestCertificate own = ca.workload("client");
        TestCertificate servers = ca.issue(GrpcEcho.SERVER_ID).ip("127.0.0.1").build();
        String core = options.getOrDefault("server-core", "");
        try (GrpcEcho echo = GrpcEcho.start(
                        servers, core.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(core)));
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
        for (String style : options.getOrDefault("style", "blocking,async").split(",", -1)) {
            for (String count : options.getOrDefault("callers", "1,64").split(",", -1)) {
                int callers = Integer.parseInt(count);
                Loaded load = style.equals("blocking") ? this::blocking : this::async;
                double warmUp = number("warmup", 8) / 4;
                for (int turn = 0; turn < 4 && warmUp > 0; turn++) {
                    load.callsPerSecond(plain, callers, warmUp / 2);
                    load.callsPerSecond(meshed, callers, warmUp / 2);
                }
                int rounds = (int) number("rounds", 7);
                double[] ratios = new double[rounds];
                double[] mesh = new double[rounds];
                double[] bare = new double[rounds];
                for (int round = 0; round < rounds; round++) {
                    bare[round] = load.callsPerSecond(plain, callers, number("round", 2));
                    mesh[round] = load.callsPerSecond(meshed, callers, number("round", 2));
                    ratios[round] = mesh[round] / bare[round];
                }
                Arrays.sort(ratios);
                Arrays.sort(mesh);
                Arrays.sort(bare);
                out.printf(
                        "%s, callers: %d: mesh %,.0f calls/s, grpc-netty %,.0f, ratio %.2f (%.2f–%.2f)%n",
                        style,
                        callers,
                        mesh[rounds / 2],
                        bare[rounds / 2],
                        ratios[rounds / 2],
                        ratios[0],
                        ratios[rounds - 1]);
            }
        }
    }

    private double blocking(ManagedChannel channel, int callers, double seconds) throws InterruptedException {
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

    private double async(ManagedChannel channel, int callers, double seconds) throws InterruptedException {
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

    private double number(String option, double otherwise) {
        String given = options.get(option);
        return given == null ? otherwise : Double.parseDouble(given);
    }

    /** Calls for one window of time. */
    private interface Loaded {
        double callsPerSecond(ManagedChannel channel, int callers, double seconds) throws InterruptedException;
    }

    private static final class Window {
        final LongAdder ended = new LongAdder();
        final CountDownLatch quiet;
        volatile boolean over;

        Window(int callers) {
            quiet = new CountDownLatch(callers);
        }

        double measure(double seconds) throws InterruptedException {
            Thread.sleep(100);
            long before = ended.sum();
            long start = System.nanoTime();
            Thread.sleep((long) (seconds * 1000));
            double calls = ended.sum() - before;
            double took = (System.nanoTime() - start) / 1e9;
            over = true;
            quiet.await();
            return calls / took;
        }
    }
}
