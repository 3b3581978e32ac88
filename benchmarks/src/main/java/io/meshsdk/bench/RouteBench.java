package io.meshsdk.bench;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.route.RouteDecision;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.internal.route.RouteTrace;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteAction.Rewrite;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import io.meshsdk.model.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
 * What it costs to find a route: among 10 000 virtual hosts with one route each, and among 1 000 routes of one host, exact and
 * prefix mixed. Requests differ from one to the next. Run with {@code -prof gc}: a search makes no objects.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteBench {
    private static final int HOSTS = 10_000;
    private static final int ROUTES = 1_000;
    private static final int REQUESTS = 1024;

    private final RouteTable hosts = hosts("orders-%d.shop.svc.cluster.local", 0);
    /** One in ten is a wildcard. */
    private final RouteTable wildcards = hosts("%2$s.orders-%1$d.shop.svc.cluster.local", 10);

    private final RouteTable routes = table(List.of(host(
            "all",
            List.of("*"),
            IntStream.range(0, ROUTES)
                    .mapToObj(i -> route(
                            i % 2 == 0 ? new PathMatch.Exact("/v1/r" + i) : new PathMatch.Prefix("/v1/r" + i + "/")))
                    .toList())));

    private final RequestHead[] byHost = requests(i -> head("orders-" + i * 9 + ".shop.svc.cluster.local", "/"));
    private final RequestHead[] byWildcard = requests(i -> head("a.orders-" + i * 9 + ".shop.svc.cluster.local", "/"));
    private final RequestHead[] byPath = requests(i -> {
        int route = i * 7 % ROUTES;
        return head("orders", "/v1/r" + route + (route % 2 == 0 ? "" : "/items") + "?page=2");
    });

    private int next;

    @Benchmark
    public RouteDecision amongTenThousandHosts() {
        return hosts.find(byHost[next()], 1, RouteTrace.SILENT);
    }

    @Benchmark
    public RouteDecision amongTenThousandHostsAndWildcards() {
        return wildcards.find(byWildcard[next()], 1, RouteTrace.SILENT);
    }

    @Benchmark
    public RouteDecision amongAThousandRoutes() {
        return routes.find(byPath[next()], 1, RouteTrace.SILENT);
    }

    private int next() {
        next = (next + 1) & (REQUESTS - 1);
        return next;
    }

    private interface OfNumber {
        RequestHead request(int i);
    }

    private static RequestHead[] requests(OfNumber each) {
        return IntStream.range(0, REQUESTS).mapToObj(each::request).toArray(RequestHead[]::new);
    }

    private static RequestHead head(String authority, String path) {
        return new RequestHead("GET", "http", authority, path, Headers.of("accept", "*/*", "user-agent", "bench"));
    }

    private static RouteTable hosts(String pattern, int wildcardEvery) {
        List<VirtualHost> hosts = new ArrayList<>();
        for (int i = 0; i < HOSTS; i++) {
            boolean wildcard = wildcardEvery > 0 && i % wildcardEvery == 0;
            String domain = String.format(pattern, i, wildcard ? "*" : "a");
            hosts.add(host("h" + i, List.of(domain), List.of(route(new PathMatch.Prefix("/")))));
        }
        return table(hosts);
    }

    private static RouteTable table(List<VirtualHost> hosts) {
        return RouteTable.compile(
                new RouteConfiguration("routes", hosts, HeaderMutations.NONE, false, false, 4096, Map.of()));
    }

    private static VirtualHost host(String name, List<String> domains, List<Route> routes) {
        return new VirtualHost(name, domains, routes, HeaderMutations.NONE, RetryPolicy.NONE, Map.of());
    }

    private static Route route(PathMatch path) {
        Forward forward = new Forward(
                new ClusterChoice.Named("c"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Rewrite.NONE,
                RoutingPriority.DEFAULT,
                503);
        RouteMatch match = new RouteMatch(path, true, List.of(), List.of(), false, Optional.empty());
        return new Route("", match, forward, HeaderMutations.NONE, Map.of());
    }
}
