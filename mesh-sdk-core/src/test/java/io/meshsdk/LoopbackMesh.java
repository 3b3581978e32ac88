package io.meshsdk;

import io.meshsdk.call.Address;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.internal.call.OutboundCalls;
import io.meshsdk.internal.call.OutboundPolicy;
import io.meshsdk.internal.call.SnapshotCompiler;
import io.meshsdk.internal.config.Configuration;
import io.meshsdk.internal.http.HttpCalls;
import io.meshsdk.internal.net.ConnectionPolicies;
import io.meshsdk.internal.net.NettyTransport;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ClusterLoadAssignment.HealthStatus;
import io.meshsdk.model.ClusterLoadAssignment.LbEndpoint;
import io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.Listener;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Rewrite;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.model.VirtualHost;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The real engine, driver and transport with one cluster {@code orders} on ports of this machine; configured by code. */
final class LoopbackMesh implements AutoCloseable {
    private static final Time CLOCK = new Time() {
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
            throw new UnsupportedOperationException("calls arm their timers on event loops");
        }
    };

    final NettyTransport transport = NettyTransport.start(1, CLOCK, ConnectionPolicies.OF_UPSTREAMS);
    final HttpCalls calls;

    LoopbackMesh(Duration timeout, RetryPolicy retry, int... ports) {
        Upstreams upstreams = new Upstreams(new SplittableRandom(1));
        OutboundPolicy policy = OutboundPolicy.STRICT.withUnknownHost(OutboundPolicy.UnknownHost.PASS_THROUGH);
        OutboundCalls engine = new OutboundCalls(CLOCK, new SplittableRandom(1), CallObserver.NONE, policy);
        Cluster cluster = cluster(ports);
        upstreams.apply(cluster);
        upstreams.endpoints("orders", endpoints(ports));
        new SnapshotCompiler(upstreams, policy, List.of(engine::publish))
                .publish(new Configuration(
                        Map.of("out", listener(timeout, retry)), Map.of(), Map.of("orders", cluster)));
        calls = new HttpCalls(engine, transport, CLOCK);
    }

    MeshClient client() {
        return new MeshClient(calls, CLOCK, Runnable::run, UnaryOperator.identity(), new JdkClients());
    }

    Time clock() {
        return CLOCK;
    }

    @Override
    public void close() {
        calls.close();
        transport
                .shutdown(Duration.ZERO)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static Cluster cluster(int... ports) {
        return new Cluster(
                "orders",
                new Cluster.Discovery.Static(endpoints(ports)),
                new Cluster.LbPolicy.RoundRobin(),
                50,
                Duration.ofSeconds(5),
                1 << 20,
                CircuitBreakers.DEFAULT,
                new TransportSocket.RawBuffer(),
                List.of(),
                HttpProtocolOptions.HTTP1);
    }

    private static ClusterLoadAssignment endpoints(int... ports) {
        List<LbEndpoint> each = IntStream.of(ports)
                .mapToObj(port -> new LbEndpoint(
                        new Address.Socket("127.0.0.1", port), "", HealthStatus.HEALTHY, 1, Metadata.EMPTY))
                .toList();
        return new ClusterLoadAssignment("orders", List.of(new LocalityLbEndpoints(Locality.NONE, 0, 0, each)), 140);
    }

    private static Listener listener(Duration timeout, RetryPolicy retry) {
        RouteAction action = new RouteAction.Forward(
                new ClusterChoice.Named("orders"),
                Optional.of(timeout),
                Optional.empty(),
                Optional.of(retry),
                Optional.empty(),
                Rewrite.NONE,
                RoutingPriority.DEFAULT,
                503);
        VirtualHost host = new VirtualHost(
                "orders",
                List.of("orders"),
                List.of(new Route("all", RouteMatch.prefix("/"), action, HeaderMutations.NONE, Map.of())),
                HeaderMutations.NONE,
                RetryPolicy.NONE,
                Map.of());
        RouteConfiguration routes =
                new RouteConfiguration("routes", List.of(host), HeaderMutations.NONE, false, false, 4096, Map.of());
        HttpConnectionManager manager = new HttpConnectionManager(
                "out",
                new RouteSource.Inline(routes),
                List.of(new HttpFilter("router", new FilterConfig.Router(), false)),
                Duration.ofMinutes(5),
                PathNormalization.NONE,
                false,
                false,
                false,
                false,
                0);
        return new Listener(
                "out",
                Optional.empty(),
                Listener.TrafficDirection.UNSPECIFIED,
                Optional.of(manager),
                List.of(),
                Optional.empty(),
                false);
    }
}
