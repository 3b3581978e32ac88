package io.meshsdk.internal.call;

import io.meshsdk.engine.Plan;
import io.meshsdk.internal.upstream.Upstream;
import io.meshsdk.model.Cluster;
import java.util.List;

/**
 * A cluster in a snapshot, with the plans of calls that go to it, made once.
 *
 * @param retried of calls with a retry policy
 * @param once of calls without
 */
record ClusterEntry(Upstream upstream, Plan.Forward retried, Plan.Forward once) {
    /** Without a policy only what a server certainly did not see is sent again, which is known early or never. */
    private static final long UNPOLICED_REPLAY_BYTES = 64 * 1024;

    static ClusterEntry of(Upstream upstream, Cluster cluster) {
        long limit = cluster.perConnectionBufferLimitBytes();
        return new ClusterEntry(
                upstream,
                new Plan.Forward(limit, List.of()),
                new Plan.Forward(Math.min(limit, UNPOLICED_REPLAY_BYTES), List.of()));
    }
}
