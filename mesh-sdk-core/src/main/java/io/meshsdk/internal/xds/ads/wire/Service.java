package io.meshsdk.internal.xds.ads.wire;

import io.meshsdk.model.ResourceType;

/** The gRPC services that speak the protocol: one for all types, and one for each. */
public enum Service {
    AGGREGATED("discovery.v3.AggregatedDiscoveryService", "AggregatedResources"),
    SECRETS("secret.v3.SecretDiscoveryService", "Secrets"),
    CLUSTERS("cluster.v3.ClusterDiscoveryService", "Clusters"),
    ENDPOINTS("endpoint.v3.EndpointDiscoveryService", "Endpoints"),
    LISTENERS("listener.v3.ListenerDiscoveryService", "Listeners"),
    ROUTES("route.v3.RouteDiscoveryService", "Routes");

    private final String name;
    private final String what;

    Service(String name, String what) {
        this.name = "envoy.service." + name + "/";
        this.what = what;
    }

    /** The one for a type alone. */
    public static Service of(ResourceType type) {
        return switch (type) {
            case SECRET -> SECRETS;
            case CLUSTER -> CLUSTERS;
            case CLUSTER_LOAD_ASSIGNMENT -> ENDPOINTS;
            case LISTENER -> LISTENERS;
            case ROUTE_CONFIGURATION -> ROUTES;
        };
    }

    String stateOfTheWorld() {
        return name + "Stream" + what;
    }

    String delta() {
        return name + "Delta" + what;
    }
}
