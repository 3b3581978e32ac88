package io.meshsdk.model;

/** A named resource of xDS. */
public sealed interface Resource permits Listener, RouteConfiguration, Cluster, ClusterLoadAssignment, Secret {
    String name();

    ResourceType type();
}
