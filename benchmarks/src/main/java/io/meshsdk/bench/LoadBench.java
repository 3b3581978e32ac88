package io.meshsdk.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.meshsdk.internal.call.OutboundCalls;
import io.meshsdk.internal.call.OutboundPolicy;
import io.meshsdk.internal.call.Snapshot;
import io.meshsdk.internal.call.SnapshotCompiler;
import io.meshsdk.internal.config.ConfigListener;
import io.meshsdk.internal.config.ConfigStore;
import io.meshsdk.internal.config.DnsEndpoints;
import io.meshsdk.internal.config.SecretSink;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.wire.MessageParser;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.Secret;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.ConfigSource;
import io.meshsdk.spi.Finding;
import io.meshsdk.test.Config;
import io.meshsdk.test.HttpService;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How long a large configuration takes from bytes to being in force, and what it holds in memory: services of one cluster, one
 * listener and one route configuration each. No network: what a control plane sends is serialised before the clock starts.
 *
 * <p>Arguments: services (1000), endpoints of each (20), rounds (5). The first round includes class loading and runs
 * interpreted, as at the start of a process.
 */
public final class LoadBench {
    private final int endpoints;
    private final Map<ResourceType, List<ByteString>> bytes = new LinkedHashMap<>();

    private LoadBench(int services, int endpoints) {
        this.endpoints = endpoints;
        for (int i = 0; i < services; i++) {
            HttpService service = Config.httpService("service" + i)
                    .version("v1", 1, addresses(i, endpoints))
                    .leastRequest()
                    .retries("5xx", 2);
            for (Message message : service.resources()) {
                add(message);
            }
        }
    }

    public static void main(String[] arguments) {
        run(arguments, System.out);
    }

    static void run(String[] arguments, PrintStream out) {
        int services = number(arguments, 0, 1000);
        LoadBench bench = new LoadBench(services, number(arguments, 1, 20));
        bench.run(number(arguments, 2, 5), out);
    }

    private void run(int rounds, PrintStream out) {
        out.println("| round | full load ms | its CPU ms | retained MB | one EDS change, CPU µs | snapshots by it |");
        out.println("|---|---|---|---|---|---|");
        for (int round = 1; round <= rounds; round++) {
            out.println("| " + round + " | " + round());
        }
    }

    /** In a frame of its own: what a round loaded is unreachable before the next one measures. */
    private String round() {
        long before = usedBytes();
        long start = System.nanoTime();
        long startCpu = cpuNanos();
        Loaded loaded = new Loaded(bytes);
        double cpuMillis = (cpuNanos() - startCpu) / 1e6;
        double loadMillis = (System.nanoTime() - start) / 1e6;
        long retained = usedBytes() - before;
        return String.format(
                "%.0f | %.0f | %.1f | %s |", loadMillis, cpuMillis, retained / 1e6, loaded.changeOne(endpoints + 1));
    }

    private void add(Message message) {
        for (ResourceType type : ResourceType.values()) {
            if (type.typeUrl().endsWith("/" + message.getDescriptorForType().getFullName())
                    || type.typeUrl()
                            .endsWith("." + message.getDescriptorForType().getName())) {
                bytes.computeIfAbsent(type, each -> new ArrayList<>()).add(message.toByteString());
                return;
            }
        }
        throw new IllegalStateException("no type for " + message.getDescriptorForType());
    }

    private static String[] addresses(int service, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "10." + service / 250 + "." + service % 250 + "." + (i + 1) + ":8080")
                .toArray(String[]::new);
    }

    private static long usedBytes() {
        // Twice: what the first run finds unreachable may have held more by references that are cleared late.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Of the one thread that loads, as the mesh has one for it: other processes do not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static int number(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    /** One configuration in force. */
    private static final class Loaded implements ConfigSource.Feed, SecretSink, ConfigListener {
        private final MessageParser parser = new MessageParser();
        private final Upstreams upstreams = new Upstreams(new SplittableRandom(1));
        private final ConfigStore store;
        private @Nullable Snapshot current;
        private int snapshots;

        Loaded(Map<ResourceType, List<ByteString>> bytes) {
            OutboundCalls calls = new OutboundCalls(
                    MachineTime.INSTANCE, new SplittableRandom(1), CallObserver.NONE, OutboundPolicy.STRICT);
            SnapshotCompiler compiler =
                    new SnapshotCompiler(upstreams, OutboundPolicy.STRICT, List.of(calls::publish, this::published));
            store = new ConfigStore(
                    upstreams,
                    this,
                    compiler,
                    new DnsEndpoints((host, answer) -> {}, MachineTime.INSTANCE),
                    this,
                    MachineTime.INSTANCE);
            store.attach(this);
            // The order in which a control plane answers.
            List.of(
                            ResourceType.CLUSTER,
                            ResourceType.CLUSTER_LOAD_ASSIGNMENT,
                            ResourceType.LISTENER,
                            ResourceType.ROUTE_CONFIGURATION)
                    .forEach(type -> update(type, bytes.getOrDefault(type, List.of())));
            Snapshot loaded = current;
            if (loaded == null || !loaded.problems().isEmpty()) {
                throw new IllegalStateException("not loaded: " + (loaded == null ? "" : loaded.problems()));
            }
        }

        /** The endpoints of one cluster change; what came of it as two cells of the table. */
        String changeOne(int count) {
            int before = snapshots;
            String cluster = HttpService.cluster("service0", "v1");
            List<ByteString> change =
                    List.of(Config.endpoints(cluster, addresses(0, count)).toByteString());
            long start = cpuNanos();
            update(ResourceType.CLUSTER_LOAD_ASSIGNMENT, change);
            double micros = (cpuNanos() - start) / 1e3;
            return String.format("%.0f | %d", micros, snapshots - before);
        }

        private void update(ResourceType type, List<ByteString> resources) {
            Map<String, Resource> accepted = new LinkedHashMap<>();
            for (ByteString each : resources) {
                Parsed parsed = parser.parse(type, "", each);
                if (!(parsed instanceof Parsed.Accepted good)) {
                    throw new IllegalStateException("refused: " + parsed);
                }
                accepted.put(good.resource().name(), good.resource());
            }
            store.update(new ConfigSink.Update(type, "1", accepted, Set.of(), Set.of(), List.of(), List.of()));
            store.progress(new ConfigSink.Progress.Settled(type));
        }

        private void published(Snapshot snapshot) {
            current = snapshot;
            snapshots++;
        }

        @Override
        public void subscribe(ResourceType type, Set<String> names) {}

        @Override
        public void close() {}

        @Override
        public void secret(Secret secret) {}

        @Override
        public void absent(String name) {}

        @Override
        public void rejected(Finding.Rejected why) {}

        @Override
        public void updated(ConfigSink.Update update) {}

        @Override
        public void progress(ConfigSink.Progress progress) {}
    }
}
