package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.RandomValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The {@code cluster_specifier}. */
final class ClusterChoices {
    private static final Set<String> WEIGHTED = Set.of("clusters", "header_name", "use_hash_policy");
    private static final Set<String> WEIGHT = Set.of(
            "name",
            "cluster_header",
            "weight",
            "request_headers_to_add",
            "request_headers_to_remove",
            "response_headers_to_add",
            "response_headers_to_remove",
            "typed_per_filter_config",
            "host_rewrite_literal");
    private static final long UINT32_MAX = 0xFFFF_FFFFL;

    private ClusterChoices() {}

    /**
     * @param unsupported takes the fields whose effect is missing
     */
    static ClusterChoice of(RouteAction proto, RouteContext context, List<String> unsupported, Reading reading) {
        return switch (proto.getClusterSpecifierCase()) {
            case CLUSTER -> {
                context.stranger(proto.getCluster()).ifPresent(why -> reading.refuse(proto, "cluster", why));
                yield new ClusterChoice.Named(proto.getCluster());
            }
            case CLUSTER_HEADER ->
                new ClusterChoice.FromHeader(proto.getClusterHeader().toLowerCase(Locale.ROOT));
            case WEIGHTED_CLUSTERS -> weighted(proto, context, reading);
            case CLUSTER_SPECIFIER_PLUGIN -> {
                String plugin = proto.getClusterSpecifierPlugin();
                if (!context.plugins().contains(plugin)) {
                    reading.refuse(
                            proto,
                            "cluster_specifier_plugin",
                            "'" + TextConstraint.shown(plugin) + "' is not among cluster_specifier_plugins");
                }
                unsupported.add("cluster_specifier_plugin");
                yield new ClusterChoice.Named("");
            }
            case INLINE_CLUSTER_SPECIFIER_PLUGIN -> {
                unsupported.add("inline_cluster_specifier_plugin");
                yield new ClusterChoice.Named("");
            }
            case CLUSTERSPECIFIER_NOT_SET -> new ClusterChoice.Named("");
        };
    }

    private static ClusterChoice weighted(RouteAction action, RouteContext context, Reading reading) {
        WeightedCluster proto = action.getWeightedClusters();
        reading.read(proto, WEIGHTED);
        long sum = 0;
        for (int i = 0; i < proto.getClustersCount(); i++) {
            ClusterWeight entry = proto.getClusters(i);
            reading.read(entry, WEIGHT);
            sum += entry(proto, i, context, reading);
        }
        if (sum > UINT32_MAX) {
            reading.refuse(proto, "clusters", "the weights sum up to " + sum + ", more than " + UINT32_MAX);
        } else if (sum == 0) {
            reading.refuse(proto, "clusters", "the sum of the weights must be greater than 0");
        }
        List<io.meshsdk.model.RouteAction.WeightedCluster> clusters = proto.getClustersList().stream()
                .map(entry -> cluster(entry, reading))
                .toList();
        return new ClusterChoice.Weighted(clusters, randomValue(action, reading));
    }

    private static RandomValue randomValue(RouteAction action, Reading reading) {
        WeightedCluster proto = action.getWeightedClusters();
        if (!proto.getHeaderName().isEmpty()) {
            return new RandomValue.FromHeader(proto.getHeaderName().toLowerCase(Locale.ROOT));
        }
        return proto.getUseHashPolicy().getValue()
                ? new RandomValue.Hashed(HashPolicies.of(action.getHashPolicyList(), reading))
                : new RandomValue.Drawn();
    }

    private static io.meshsdk.model.RouteAction.WeightedCluster cluster(ClusterWeight proto, Reading reading) {
        return new io.meshsdk.model.RouteAction.WeightedCluster(
                proto.getClusterHeader().isEmpty()
                        ? new ClusterChoice.Named(proto.getName())
                        : new ClusterChoice.FromHeader(proto.getClusterHeader().toLowerCase(Locale.ROOT)),
                Integer.toUnsignedLong(proto.getWeight().getValue()),
                headers(proto, reading),
                proto.getHostRewriteLiteral().isEmpty() ? Optional.empty() : Optional.of(proto.getHostRewriteLiteral()),
                HttpFilters.overrides(proto, proto.getTypedPerFilterConfigMap(), reading));
    }

    /** The entry's weight. */
    private static long entry(WeightedCluster parent, int index, RouteContext context, Reading reading) {
        ClusterWeight entry = parent.getClusters(index);
        String at = "clusters[" + index + "]";
        if (entry.getName().isEmpty() == entry.getClusterHeader().isEmpty()) {
            reading.refuse(parent, at, "exactly one of name and cluster_header must be set");
        }
        if (!entry.hasWeight()) {
            reading.refuse(parent, at + ".weight", "must be set");
        }
        if (entry.getClusterHeader().isEmpty()) {
            context.stranger(entry.getName()).ifPresent(why -> reading.refuse(parent, at + ".name", why));
        }
        return Integer.toUnsignedLong(entry.getWeight().getValue());
    }

    private static HeaderMutations headers(ClusterWeight proto, Reading reading) {
        return new HeaderMutations(
                HeaderChanges.of(
                        proto,
                        "request",
                        proto.getRequestHeadersToAddList(),
                        proto.getRequestHeadersToRemoveList(),
                        reading),
                HeaderChanges.of(
                        proto,
                        "response",
                        proto.getResponseHeadersToAddList(),
                        proto.getResponseHeadersToRemoveList(),
                        reading));
    }
}
