package io.meshsdk.internal.config;

import io.meshsdk.model.Cluster;
import io.meshsdk.model.Listener;
import io.meshsdk.model.RouteConfiguration;
import java.util.Map;
import java.util.Optional;

/**
 * One complete, warmed state: every route configuration that a listener names is in {@code routes} or known to be
 * absent.
 *
 * @param clusters for names only: live state is in {@code internal.upstream}
 * @param listenersInDoubt why there may be listeners that are not here, so that no host may be called unknown
 */
public record Configuration(
        Map<String, Listener> listeners,
        Map<String, RouteConfiguration> routes,
        Map<String, Cluster> clusters,
        Optional<String> listenersInDoubt) {
    public Configuration {
        listeners = Map.copyOf(listeners);
        routes = Map.copyOf(routes);
        clusters = Map.copyOf(clusters);
    }

    /** Of all the listeners that there are. */
    public Configuration(
            Map<String, Listener> listeners, Map<String, RouteConfiguration> routes, Map<String, Cluster> clusters) {
        this(listeners, routes, clusters, Optional.empty());
    }
}
