package io.meshsdk.model;

/** The kinds of resource read, in the order in which a change of all is applied: CDS, EDS, LDS, RDS; secrets first. */
public enum ResourceType {
    SECRET("envoy.extensions.transport_sockets.tls.v3.Secret"),
    CLUSTER("envoy.config.cluster.v3.Cluster"),
    CLUSTER_LOAD_ASSIGNMENT("envoy.config.endpoint.v3.ClusterLoadAssignment"),
    LISTENER("envoy.config.listener.v3.Listener"),
    ROUTE_CONFIGURATION("envoy.config.route.v3.RouteConfiguration");

    private final String typeUrl;

    ResourceType(String message) {
        this.typeUrl = "type.googleapis.com/" + message;
    }

    public String typeUrl() {
        return typeUrl;
    }
}
