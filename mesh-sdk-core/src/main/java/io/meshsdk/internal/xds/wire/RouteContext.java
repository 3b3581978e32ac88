package io.meshsdk.internal.xds.wire;

import java.util.Optional;
import java.util.Set;

/**
 * What routes need to know of their configuration.
 *
 * @param clusters which routes must name; empty where they may name any
 * @param plugins the names of {@code cluster_specifier_plugins}
 */
record RouteContext(Optional<Set<String>> clusters, Set<String> plugins, long maxDirectResponseBodySizeBytes) {}
