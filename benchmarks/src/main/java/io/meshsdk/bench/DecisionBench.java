package io.meshsdk.bench;

import io.meshsdk.call.Address;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.call.OutboundCalls;
import io.meshsdk.internal.call.OutboundPolicy;
import io.meshsdk.internal.call.SnapshotCompiler;
import io.meshsdk.internal.config.Configuration;
import io.meshsdk.internal.telemetry.CallMeters;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ClusterLoadAssignment.HealthStatus;
import io.meshsdk.model.ClusterLoadAssignment.LbEndpoint;
import io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HeaderMutation;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.Listener;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteAction.Rewrite;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.model.RouteAction.WeightedCluster;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.model.VirtualHost;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the engine's decisions cost a call: 8 request headers, one mutation, the last of 100 routes, a weighted split, least
 * request among 50 endpoints, max_requests on, the mesh's Micrometer meters, no tracing. Run with {@code -prof gc}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBench {
    private static final ResponseHead RESPONSE =
            new ResponseHead(200, Headers.of("content-type", "application/json", "content-length", "1024"));
    private static final RequestHead REQUEST = new RequestHead(
            "GET",
            "http",
            "orders.example:8080",
            "/api/v1/resource99/42?expand=lines",
            Headers.of(
                    "accept", "application/json",
                    "accept-encoding", "gzip",
                    "user-agent", "bench/1.0",
                    "x-request-id", "0d2f7f8e-4b2c-4a53-9c5d-0f2b8b1b7a11",
                    "x-user", "alice",
                    "x-tenant", "blue",
                    "authorization", "Bearer abcdef",
                    "cache-control", "no-cache"));

    private final OutboundCalls calls;

    /** Two clusters of 50 endpoints behind the last of 100 routes. */
    public DecisionBench() {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        calls = new OutboundCalls(
                MachineTime.INSTANCE,
                random,
                new CallMeters(new SimpleMeterRegistry(), MachineTime.INSTANCE),
                OutboundPolicy.STRICT);
        Upstreams upstreams = new Upstreams(random);
        Map<String, Cluster> clusters = Map.of("v1", cluster("v1"), "v2", cluster("v2"));
        clusters.forEach((name, cluster) -> {
            upstreams.apply(cluster);
            upstreams.endpoints(name, endpoints());
        });
        new SnapshotCompiler(upstreams, OutboundPolicy.STRICT, List.of(calls::publish))
                .publish(new Configuration(Map.of("out", listener()), Map.of(), clusters));
    }

    /** From open to close, as a driver calls it. */
    @Benchmark
    public Object decide() {
        OutboundCall call = calls.open(REQUEST, CallOptions.HTTP);
        if (!(call.plan() instanceof Plan.Forward)) {
            throw new IllegalStateException("not forwarded");
        }
        call.requestEnded();
        Attempt attempt = ((AttemptStep.Send) call.attempt()).attempt();
        Next.Commit commit = (Next.Commit) attempt.responseHead(RESPONSE);
        Outcome outcome = Outcome.Answered.of(200);
        attempt.ended(outcome);
        call.close(outcome);
        return commit.head();
    }

    private static Cluster cluster(String name) {
        return new Cluster(
                name,
                new Cluster.Discovery.Static(endpoints()),
                new Cluster.LbPolicy.LeastRequest(2),
                50,
                Duration.ofSeconds(5),
                1 << 20,
                CircuitBreakers.DEFAULT,
                new TransportSocket.RawBuffer(),
                List.of(),
                HttpProtocolOptions.HTTP1);
    }

    private static ClusterLoadAssignment endpoints() {
        List<LbEndpoint> endpoints = IntStream.range(1, 51)
                .mapToObj(i -> new LbEndpoint(
                        new Address.Socket("10.0.0." + i, 8080), "", HealthStatus.HEALTHY, 1, Metadata.EMPTY))
                .toList();
        return new ClusterLoadAssignment("e", List.of(new LocalityLbEndpoints(Locality.NONE, 0, 0, endpoints)), 140);
    }

    private static Listener listener() {
        HeaderMutations mutation = new HeaderMutations(
                List.of(new HeaderMutation.Set(
                        "x-mesh", "yes", HeaderMutation.Action.OVERWRITE_IF_EXISTS_OR_ADD, false)),
                List.of());
        Forward split = new Forward(
                new ClusterChoice.Weighted(List.of(
                        new WeightedCluster("v1", 90, HeaderMutations.NONE),
                        new WeightedCluster("v2", 10, HeaderMutations.NONE))),
                Optional.empty(),
                Optional.empty(),
                Optional.of(RetryPolicy.on(java.util.Set.of(RetryPolicy.RetryOn.SERVER_ERROR), 2)),
                Optional.empty(),
                Rewrite.NONE,
                RoutingPriority.DEFAULT,
                503);
        List<Route> routes = IntStream.range(0, 100)
                .mapToObj(i ->
                        new Route("r" + i, RouteMatch.prefix("/api/v1/resource" + i + "/"), split, mutation, Map.of()))
                .toList();
        RouteConfiguration configuration = new RouteConfiguration(
                "routes",
                List.of(new VirtualHost(
                        "orders",
                        List.of("orders.example:8080"),
                        routes,
                        HeaderMutations.NONE,
                        RetryPolicy.NONE,
                        Map.of())),
                HeaderMutations.NONE,
                false,
                false,
                4096,
                Map.of());
        return new Listener(
                "out",
                Optional.empty(),
                Listener.TrafficDirection.OUTBOUND,
                Optional.of(new HttpConnectionManager(
                        "out",
                        new RouteSource.Inline(configuration),
                        List.of(new HttpFilter("router", new FilterConfig.Router(), false)),
                        Duration.ofMinutes(5),
                        PathNormalization.NONE,
                        false,
                        false,
                        false,
                        false,
                        0)),
                List.of(),
                Optional.empty(),
                false);
    }
}
