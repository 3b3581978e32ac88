package io.meshsdk.internal.upstream;

import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;

/** Takes clusters and endpoints as they come and go. On the control thread. */
public interface ClusterSink {
    /** Adds a cluster or changes it in place: endpoints, counters and permits stay. */
    void apply(Cluster cluster);

    /** Replaces the endpoints of a cluster, whose name need not be the assignment's; addresses that stay keep their state. */
    void endpoints(String cluster, ClusterLoadAssignment assignment);

    void remove(String cluster);
}
