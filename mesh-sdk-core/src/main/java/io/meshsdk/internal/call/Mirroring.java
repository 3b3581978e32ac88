package io.meshsdk.internal.call;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.resilience.RetryRules;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.model.RequestMirror;
import io.meshsdk.model.RouteAction.ClusterChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Which copies of a call's request are sent elsewhere. */
final class Mirroring {
    private Mirroring() {}

    /** Of a call whose head is as it goes upstream. A cluster that is not there gets none, as in Envoy. */
    static List<Plan.Mirror> of(
            LiveCall call, List<RequestMirror> policies, Snapshot configured, RandomGenerator random) {
        List<Plan.Mirror> mirrors = new ArrayList<>(policies.size());
        for (RequestMirror policy : policies) {
            ClusterEntry cluster = configured.entry(cluster(policy, call.rewritten));
            if (cluster != null
                    && cluster.upstream().refusal() == null
                    && policy.runtimeFraction().takes(random.nextLong())) {
                mirrors.add(new Plan.Mirror(copy(call, policy, cluster)));
            }
        }
        return mirrors;
    }

    private static MirrorCall copy(LiveCall call, RequestMirror policy, ClusterEntry cluster) {
        LiveCall copy =
                new LiveCall(call.calls, call.request, call.options.withDeadline(Deadline.NONE), call.openedNanos);
        copy.listener = call.listener;
        copy.route = call.route;
        copy.cluster = cluster;
        copy.rewritten = call.rewritten.withAuthority(authority(policy, call.rewritten.authority()));
        copy.seldom().use(RetryRules.NONE);
        return new MirrorCall(copy, cluster.once());
    }

    private static String cluster(RequestMirror policy, RequestHead head) {
        if (policy.cluster() instanceof ClusterChoice.Named named) {
            return named.cluster();
        }
        String named = policy.cluster() instanceof ClusterChoice.FromHeader from
                ? head.headers().get(from.header())
                : null;
        return named == null ? "" : named;
    }

    /** {@code -shadow} stands before the port. */
    static String authority(RequestMirror policy, String authority) {
        if (policy.hostRewriteLiteral().isPresent()) {
            return policy.hostRewriteLiteral().get();
        }
        if (policy.disableShadowHostSuffixAppend()) {
            return authority;
        }
        int port = RouteTable.portStart(authority);
        return port < 0 ? authority + "-shadow" : authority.substring(0, port) + "-shadow" + authority.substring(port);
    }
}
