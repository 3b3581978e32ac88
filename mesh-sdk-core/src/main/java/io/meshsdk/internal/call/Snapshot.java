package io.meshsdk.internal.call;

import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.model.Listener;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One complete configuration, compiled. Immutable, published with one write; a call reads it once and ends on it. */
public final class Snapshot {
    private final Map<String, Listener> listeners;
    private final Map<String, RouteTable> routes;
    private final Map<String, ClusterEntry> clusters;
    private final Listeners outbound;
    private final List<String> problems;

    Snapshot(
            Map<String, Listener> listeners,
            Map<String, RouteTable> routes,
            Map<String, ClusterEntry> clusters,
            Listeners outbound,
            List<String> problems) {
        this.listeners = listeners;
        this.routes = routes;
        this.clusters = clusters;
        this.outbound = outbound;
        this.problems = List.copyOf(problems);
    }

    /** All listeners, for the way in. */
    public Map<String, Listener> listeners() {
        return listeners;
    }

    /** By route configuration; those that could not be compiled are missing. */
    public @Nullable RouteTable routes(String name) {
        return routes.get(name);
    }

    @Nullable
    ClusterEntry entry(String name) {
        return clusters.get(name);
    }

    /** What could not be compiled: named things are left out, and whole route configurations refuse calls. */
    public List<String> problems() {
        return problems;
    }

    Listeners outbound() {
        return outbound;
    }
}
