package io.meshsdk.internal.xds.wire;

import java.util.Optional;
import java.util.Set;

/**
 * What routes need to know of their configuration.
 *
 * @param clusters which routes must name; empty where they may name any
 * @param plugins the names of {@code cluster_specifier_plugins}
 */
record RouteContext(Optional<Set<String>> clusters, Set<String> plugins, long maxDirectResponseBodySizeBytes) {
    /** Why a cluster may not be named, if it may not. */
    Optional<String> stranger(String cluster) {
        return clusters.isEmpty() || clusters.get().contains(cluster)
                ? Optional.empty()
                : Optional.of("'" + TextConstraint.shown(cluster)
                        + "' is no cluster of this configuration; name one that is, or say validate_clusters: false");
    }
}
