package io.meshsdk.internal.call;

import io.meshsdk.call.Address;
import io.meshsdk.internal.config.Configuration;
import io.meshsdk.internal.config.SnapshotSink;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.internal.upstream.Upstream;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.model.FilterChain;
import io.meshsdk.model.FilterChain.NetworkFilter;
import io.meshsdk.model.FilterChainMatch;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.Listener;
import io.meshsdk.model.RouteConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compiles a configuration into a {@link Snapshot}; what did not change is not compiled again. On the control thread. */
public final class SnapshotCompiler implements SnapshotSink {
    private record Compiled(RouteConfiguration model, RouteTable table) {}

    private final Upstreams upstreams;
    private final OutboundPolicy policy;
    private final List<Consumer<Snapshot>> readers;
    /** By route configuration, or by listener where it is inline. Guarded by the control thread. */
    private Map<String, Compiled> tables = Map.of();

    /**
     * @param readers are given each snapshot, to publish it with one write
     */
    public SnapshotCompiler(Upstreams upstreams, OutboundPolicy policy, List<Consumer<Snapshot>> readers) {
        this.upstreams = upstreams;
        this.policy = policy;
        this.readers = List.copyOf(readers);
    }

    @Override
    public void publish(Configuration configuration) {
        Snapshot snapshot = compile(configuration);
        readers.forEach(reader -> reader.accept(snapshot));
    }

    private Snapshot compile(Configuration configuration) {
        List<String> problems = new ArrayList<>();
        Map<String, Compiled> next = new HashMap<>();
        configuration.routes().forEach((name, model) -> compile("route configuration " + name, model, next, problems));
        Map<String, RouteTable> routes = new HashMap<>();
        configuration.routes().keySet().forEach(name -> {
            Compiled compiled = next.get("route configuration " + name);
            if (compiled != null) {
                routes.put(name, compiled.table);
            }
        });
        List<OutboundListener> outbound = new ArrayList<>();
        @Nullable String doubt = null;
        for (Listener listener : configuration.listeners().values()) {
            try {
                manager(listener)
                        .ifPresent(manager -> outbound.add(outbound(listener, manager, routes, next, problems)));
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
                // Left out, but not forgotten: calls must not pass it by.
                doubt = "listener " + listener.name() + " cannot be used, so a host that no other is for may be its: "
                        + e;
                problems.add(doubt);
            }
        }
        tables = next;
        Map<String, ClusterEntry> clusters = new HashMap<>();
        configuration.clusters().forEach((name, cluster) -> {
            Upstream upstream = upstreams.find(name);
            if (upstream != null) {
                clusters.put(name, ClusterEntry.of(upstream, cluster));
            }
        });
        configuration.listenersInDoubt().ifPresent(problems::add);
        Optional<String> unusable = Optional.ofNullable(doubt);
        Listeners listeners =
                new Listeners(outbound, configuration.listenersInDoubt().or(() -> unusable));
        return new Snapshot(configuration.listeners(), routes, clusters, listeners, problems);
    }

    private void compile(String key, RouteConfiguration model, Map<String, Compiled> into, List<String> problems) {
        Compiled former = tables.get(key);
        if (former != null && former.model.equals(model)) {
            into.put(key, former);
            former.table.problems().forEach(problem -> problems.add(key + ": " + problem));
            return;
        }
        try {
            RouteTable table = RouteTable.compile(model);
            into.put(key, new Compiled(model, table));
            table.problems().forEach(problem -> problems.add(key + ": " + problem));
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // The parser should have refused it. Then what was in force stays.
            problems.add(key + ": " + (e instanceof IllegalArgumentException ? e.getMessage() : e));
            if (former != null) {
                into.put(key, former);
            }
        }
    }

    private OutboundListener outbound(
            Listener listener,
            HttpConnectionManager manager,
            Map<String, RouteTable> routes,
            Map<String, Compiled> compiled,
            List<String> problems) {
        Optional<String> obstacle = obstacle(listener);
        if (obstacle.isPresent()) {
            return listener(listener, manager, null, obstacle.get());
        }
        if (manager.routes() instanceof RouteSource.Inline inline) {
            String key = "listener " + listener.name();
            compile(key, inline.configuration(), compiled, problems);
            return listener(listener, manager, tableOf(compiled.get(key)), key + " has routes that cannot be used");
        }
        if (manager.routes() instanceof RouteSource.Rds rds) {
            return listener(
                    listener,
                    manager,
                    routes.get(rds.routeConfigName()),
                    "route configuration " + rds.routeConfigName() + " of listener " + listener.name()
                            + " is not there");
        }
        String why = ((RouteSource.Unsupported) manager.routes()).why();
        return listener(listener, manager, null, "listener " + listener.name() + ": " + why);
    }

    private static OutboundListener listener(
            Listener listener, HttpConnectionManager manager, @Nullable RouteTable table, String whyNoRoutes) {
        return new OutboundListener(listener, manager, table, whyNoRoutes);
    }

    private static @Nullable RouteTable tableOf(@Nullable Compiled compiled) {
        return compiled == null ? null : compiled.table;
    }

    /** Of an outbound listener that speaks HTTP. */
    private Optional<HttpConnectionManager> manager(Listener listener) {
        if (listener.apiListener().isPresent()) {
            return listener.apiListener();
        }
        if (!isOutbound(listener)) {
            return Optional.empty();
        }
        List<FilterChain> chains = Stream.concat(
                        listener.filterChains().stream(), listener.defaultFilterChain().stream())
                .filter(chain -> http(chain).isPresent())
                .toList();
        return chains.stream()
                .filter(chain -> chain.match().equals(FilterChainMatch.ANY))
                .findFirst()
                .or(() -> chains.stream().findFirst())
                .flatMap(SnapshotCompiler::http);
    }

    /** A network filter before HTTP that is not understood may be somebody's security. */
    private static Optional<String> obstacle(Listener listener) {
        return Stream.concat(listener.filterChains().stream(), listener.defaultFilterChain().stream())
                .filter(chain -> http(chain).isPresent())
                .flatMap(chain -> chain.filters().stream())
                .filter(filter ->
                        filter instanceof NetworkFilter.Unsupported || filter instanceof NetworkFilter.NetworkRbac)
                .findFirst()
                .map(filter ->
                        "listener " + listener.name() + ": " + filter.getClass().getSimpleName()
                                + " is not enforced on calls that go out, so such calls are refused");
    }

    private static Optional<HttpConnectionManager> http(FilterChain chain) {
        return chain.filters().stream()
                .filter(NetworkFilter.Http.class::isInstance)
                .map(filter -> ((NetworkFilter.Http) filter).manager())
                .findFirst();
    }

    private boolean isOutbound(Listener listener) {
        return switch (listener.trafficDirection()) {
            case OUTBOUND -> true;
            case INBOUND -> false;
            case UNSPECIFIED ->
                !(listener.address().orElse(null) instanceof Address.Socket socket
                        && policy.servedPort().test(socket.port()));
        };
    }
}
