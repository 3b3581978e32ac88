package io.meshsdk.internal.route;

import io.meshsdk.call.RequestHead;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteAction.WeightedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The clusters among which a route chooses. Never empty: a route that does not forward has one without a name. */
final class Targets {
    private final ClusterTarget[] targets;
    /** For each the sum of weights up to and with it. */
    private final long[] upTo;

    private final WeightedPoint point;

    private Targets(ClusterTarget[] targets, long[] upTo, WeightedPoint point) {
        this.targets = targets;
        this.upTo = upTo;
        this.point = point;
    }

    static Targets of(Route route, CompiledLevels levels) {
        if (route.action() instanceof Forward forward) {
            return forward.cluster() instanceof ClusterChoice.Weighted weighted
                    ? weighted(route, weighted, levels)
                    : single(forward.cluster(), route, levels);
        }
        return single(new ClusterChoice.Named(""), route, levels);
    }

    private static Targets single(ClusterChoice choice, Route route, CompiledLevels levels) {
        ClusterTarget target = target(
                choice, levels.mutations(route, HeaderMutations.NONE), "", levels.filterOverrides(Map.of(), route));
        return new Targets(new ClusterTarget[] {target}, new long[] {1}, WeightedPoint.DRAWN);
    }

    private static Targets weighted(Route route, ClusterChoice.Weighted weighted, CompiledLevels levels) {
        List<ClusterTarget> targets = new ArrayList<>();
        List<Long> upTo = new ArrayList<>();
        long sum = 0;
        for (WeightedCluster cluster : weighted.clusters()) {
            if (cluster.weight() > 0) {
                sum += cluster.weight();
                upTo.add(sum);
                targets.add(target(
                        cluster.cluster(),
                        levels.mutations(route, cluster.headers()),
                        cluster.hostRewriteLiteral().orElse(""),
                        levels.filterOverrides(cluster.filterOverrides(), route)));
            }
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("the weights of route " + route.name() + " are all 0");
        }
        return new Targets(
                targets.toArray(new ClusterTarget[0]),
                upTo.stream().mapToLong(Long::longValue).toArray(),
                WeightedPoint.of(weighted.randomValue()));
    }

    private static ClusterTarget target(
            ClusterChoice choice,
            ClusterTarget.Mutations mutations,
            String host,
            Map<String, FilterConfig> filterOverrides) {
        String name = choice instanceof ClusterChoice.Named named ? named.cluster() : "";
        String header =
                choice instanceof ClusterChoice.FromHeader from ? from.header().toLowerCase(Locale.ROOT) : "";
        return new ClusterTarget(name, header, mutations, host, filterOverrides);
    }

    ClusterTarget choose(RequestHead head, long random) {
        if (targets.length == 1) {
            return targets[0];
        }
        long at = Long.remainderUnsigned(point.of(head, random), upTo[upTo.length - 1]);
        int i = 0;
        while (at >= upTo[i]) {
            i++;
        }
        return targets[i];
    }

    List<ClusterTarget> all() {
        return List.of(targets);
    }
}
