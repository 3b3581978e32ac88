package io.meshsdk.internal.route;

import io.meshsdk.call.RequestHead;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteAction.WeightedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The clusters among which a route chooses. Never empty: a route that does not forward has one without a name. */
final class Targets {
    private final ClusterTarget[] targets;
    private final long sum;
    /** Empty where no header names the cluster. */
    private final String header;

    private Targets(ClusterTarget[] targets, String header) {
        this.targets = targets;
        this.sum = targets[targets.length - 1].upTo();
        this.header = header;
    }

    static Targets of(Route route, CompiledLevels levels) {
        ClusterTarget.Mutations plain = levels.mutations(route, HeaderMutations.NONE);
        if (!(route.action() instanceof Forward forward)) {
            return single("", plain, "");
        }
        if (forward.cluster() instanceof ClusterChoice.Named named) {
            return single(named.cluster(), plain, "");
        }
        if (forward.cluster() instanceof ClusterChoice.FromHeader from) {
            return single("", plain, from.header().toLowerCase(Locale.ROOT));
        }
        List<ClusterTarget> targets = new ArrayList<>();
        long sum = 0;
        for (WeightedCluster cluster : ((ClusterChoice.Weighted) forward.cluster()).clusters()) {
            if (cluster.weight() > 0) {
                sum += cluster.weight();
                targets.add(new ClusterTarget(cluster.name(), sum, levels.mutations(route, cluster.headers())));
            }
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("the weights of route " + route.name() + " are all 0");
        }
        return new Targets(targets.toArray(new ClusterTarget[0]), "");
    }

    private static Targets single(String cluster, ClusterTarget.Mutations mutations, String header) {
        return new Targets(new ClusterTarget[] {new ClusterTarget(cluster, 1, mutations)}, header);
    }

    ClusterTarget choose(long random) {
        if (targets.length == 1) {
            return targets[0];
        }
        // The low half decides fractions of routes: the two must not go together.
        long point = (random >>> 32) % sum;
        for (ClusterTarget target : targets) {
            if (point < target.upTo()) {
                return target;
            }
        }
        return targets[targets.length - 1];
    }

    List<ClusterTarget> all() {
        return List.of(targets);
    }

    String name(ClusterTarget target, RequestHead head) {
        if (header.isEmpty()) {
            return target.cluster();
        }
        String named =
                header.equals(":authority") ? head.authority() : head.headers().get(header);
        return named == null ? "" : named;
    }
}
