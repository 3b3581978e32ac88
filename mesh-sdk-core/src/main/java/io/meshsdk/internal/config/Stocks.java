package io.meshsdk.internal.config;

import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.Secret;
import java.util.Set;
import java.util.TreeSet;

/** What is known of each type. Owned by the control thread. */
final class Stocks {
    final Stock<Cluster> clusters = new Stock<>();
    final Stock<ClusterLoadAssignment> assignments = new Stock<>();
    final Stock<Listener> listeners = new Stock<>();
    final Stock<RouteConfiguration> routes = new Stock<>();
    final Stock<Secret> secrets = new Stock<>();

    Stock<?> of(ResourceType type) {
        return switch (type) {
            case CLUSTER -> clusters;
            case CLUSTER_LOAD_ASSIGNMENT -> assignments;
            case LISTENER -> listeners;
            case ROUTE_CONFIGURATION -> routes;
            case SECRET -> secrets;
        };
    }

    void accept(String name, Resource resource) {
        if (resource instanceof Cluster cluster) {
            clusters.accept(name, cluster);
        } else if (resource instanceof Listener listener) {
            listeners.accept(name, listener);
        } else if (resource instanceof RouteConfiguration configuration) {
            routes.accept(name, configuration);
        } else if (resource instanceof Secret secret) {
            secrets.accept(name, secret);
        } else if (resource instanceof ClusterLoadAssignment assignment) {
            assignments.accept(name, assignment);
        }
    }

    /** Clusters that routes in force name. */
    Set<String> clustersInUse() {
        Set<String> used = new TreeSet<>();
        routes.inForce().values().forEach(one -> used.addAll(References.clusters(one)));
        listeners.inForce().values().forEach(one -> used.addAll(References.clusters(one)));
        return used;
    }

    /** Clusters that routes name which are accepted, be they in force or not. */
    Set<String> clustersNamed() {
        Set<String> named = new TreeSet<>();
        routes.accepted().forEach(one -> named.addAll(References.clusters(one)));
        listeners.accepted().forEach(one -> named.addAll(References.clusters(one)));
        return named;
    }
}
