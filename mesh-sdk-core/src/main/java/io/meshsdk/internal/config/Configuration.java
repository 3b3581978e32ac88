package io.meshsdk.internal.config;

import io.meshsdk.model.Cluster;
import io.meshsdk.model.Listener;
import io.meshsdk.model.RouteConfiguration;
import java.util.Map;

/**
 * One complete, warmed state: every route configuration that a listener names is in {@code routes} or known to be
 * absent.
 *
 * @param clusters for names only: live state is in {@code internal.upstream}
 */
public record Configuration(
        Map<String, Listener> listeners, Map<String, RouteConfiguration> routes, Map<String, Cluster> clusters) {
    public Configuration {
        listeners = Map.copyOf(listeners);
        routes = Map.copyOf(routes);
        clusters = Map.copyOf(clusters);
    }
}
