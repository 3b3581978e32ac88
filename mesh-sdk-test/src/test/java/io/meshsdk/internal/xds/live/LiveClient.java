package io.meshsdk.internal.xds.live;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meshsdk.call.Address;
import io.meshsdk.call.Locality;
import io.meshsdk.internal.rpc.RpcChannels;
import io.meshsdk.internal.rpc.RpcSecurity;
import io.meshsdk.internal.rpc.RpcTarget;
import io.meshsdk.internal.rpc.TlsFiles;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.ads.AdsServer;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.ads.wire.GrpcAdsServer;
import io.meshsdk.internal.xds.ads.wire.Service;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.Dialect;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.internal.xds.bootstrap.Source;
import io.meshsdk.internal.xds.bootstrap.wire.ResourceFiles;
import io.meshsdk.internal.xds.source.XdsConfigSource;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.Node;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.ConfigSource;
import io.meshsdk.spi.Finding;
import io.meshsdk.spi.Time;
import io.meshsdk.test.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The whole client, with a parser that reads names and has every cluster's endpoints asked for. */
public final class LiveClient implements ConfigSink, AutoCloseable {
    private static final Duration FETCH = Duration.ofSeconds(15);

    final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private final Control control = new Control();
    private final RpcChannels channels = new RpcChannels(
            task -> {
                Thread thread = new Thread(task, "mesh-rpc");
                threads.add(thread);
                return thread;
            },
            Runnable::run,
            // The shortest that gRPC allows.
            new RpcChannels.Pings(Duration.ofSeconds(10), Duration.ofSeconds(1)));
    private final CompletableFuture<ConfigSource.Feed> feed = new CompletableFuture<>();

    public LiveClient(Variant variant, RpcSecurity security, ControlPlane... planes) {
        this(variant, security, Stream.of(planes).map(ControlPlane::port).toList());
    }

    LiveClient(Variant variant, RpcSecurity security, List<Integer> ports) {
        this(
                Dialect.ENVOY,
                Map.of(ResourceType.CLUSTER, new Source.Ads(FETCH), ResourceType.LISTENER, new Source.Ads(FETCH)),
                variant,
                security,
                ports);
    }

    private LiveClient(
            Dialect dialect,
            Map<ResourceType, Source> sources,
            Variant variant,
            RpcSecurity security,
            List<Integer> ports) {
        List<ManagementServer> servers = new ArrayList<>();
        for (int port : ports) {
            servers.add(new ManagementServer(
                    "127.0.0.1:" + port,
                    List.of(new Address.Socket("127.0.0.1", port)),
                    "localhost",
                    new ManagementServer.Security.Plaintext()));
        }
        Bootstrap bootstrap = new Bootstrap(
                dialect,
                new Node("caller-1", "callers", Locality.NONE, Map.of()),
                servers,
                variant,
                sources,
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Bootstrap.ListenerNames.DEFAULT,
                List.of());
        ConfigSource source = new XdsConfigSource(
                bootstrap,
                PARSER,
                (server, only, executor) -> open(server, security, bootstrap.node()),
                ResourceFiles::read,
                new Random(1),
                Runnable::run);
        control.execute(() -> feed.complete(source.open(this, control, control)));
    }

    static LiveClient plaintext(Variant variant, ControlPlane... planes) {
        return new LiveClient(variant, RpcSecurity.PLAINTEXT, planes);
    }

    /** Which asks for nothing but what it is told to. */
    static LiveClient byName(Variant variant, ControlPlane plane) {
        return new LiveClient(Dialect.GRPC, Map.of(), variant, RpcSecurity.PLAINTEXT, List.of(plane.port()));
    }

    static LiveClient tls(ControlPlane plane, TlsFiles files) {
        return new LiveClient(Variant.STATE_OF_THE_WORLD, files, plane);
    }

    private AdsServer open(ManagementServer server, RpcSecurity security, Node node) {
        RpcTarget target = new RpcTarget(server.addresses(), server.authority(), security);
        return new GrpcAdsServer(
                server.name(), Service.AGGREGATED, () -> channels.open(target), node, 1 << 20, control, Runnable::run);
    }

    void subscribe(ResourceType type, String... names) {
        control.execute(() -> feed.join().subscribe(type, Set.of(names)));
    }

    @Override
    public void update(Update update) {
        told.add(update);
    }

    @Override
    public void progress(Progress progress) {
        told.add(progress);
    }

    public Update awaitUpdate(Predicate<Update> wanted) {
        return await(Update.class, wanted);
    }

    /** Past what came before it. */
    public <P extends Progress> P awaitProgress(Class<P> kind) {
        return await(kind, any -> true);
    }

    private <T> T await(Class<T> kind, Predicate<T> wanted) {
        List<Object> passed = new ArrayList<>();
        try {
            for (Object next = told.poll(20, TimeUnit.SECONDS); next != null; next = told.poll(20, TimeUnit.SECONDS)) {
                if (kind.isInstance(next) && wanted.test(kind.cast(next))) {
                    return kind.cast(next);
                }
                passed.add(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("did not come; what came is " + passed);
    }

    @Override
    public void close() {
        Future<?> closed = control.executor.submit(() -> feed.join().close());
        try {
            closed.get(10, TimeUnit.SECONDS);
            channels.close();
            for (Thread thread : threads) {
                thread.join(10_000);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new CompletionException(e);
        } finally {
            control.executor.shutdown();
        }
    }

    private static final class Control implements java.util.concurrent.Executor, Time {
        private final ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, new ThreadPoolExecutor.DiscardPolicy());

        private Control() {
            executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }

        @Override
        public void execute(Runnable task) {
            executor.execute(task);
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            Future<?> timer = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> timer.cancel(false);
        }
    }

    private static final ResourceParser PARSER = (type, name, bytes) -> {
        try {
            String own = switch (type) {
                case CLUSTER ->
                    io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster.parseFrom(bytes)
                            .getName();
                case CLUSTER_LOAD_ASSIGNMENT ->
                    io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment.parseFrom(
                                    bytes)
                            .getClusterName();
                default -> name;
            };
            return own.startsWith("bad")
                    ? new Parsed.Rejected(
                            own,
                            List.of(new Finding.Rejected(type, own, "lb_policy", "is not supported; use ROUND_ROBIN")))
                    : new Parsed.Accepted(new ClusterLoadAssignment(own, List.of(), 140), List.of());
        } catch (InvalidProtocolBufferException e) {
            return new Parsed.Rejected(name, List.of(new Finding.Rejected(type, name, "", "cannot be read")));
        }
    };
}
