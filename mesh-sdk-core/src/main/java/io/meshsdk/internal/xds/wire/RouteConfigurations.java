package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.ClusterSpecifierPlugin;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.VirtualHost;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code RouteConfiguration}, from RDS or inline. */
final class RouteConfigurations {
    private static final Set<String> CONFIGURATION = Set.of(
            "name",
            "virtual_hosts",
            "request_headers_to_add",
            "request_headers_to_remove",
            "response_headers_to_add",
            "response_headers_to_remove",
            "most_specific_header_mutations_wins",
            "ignore_port_in_host_matching",
            "max_direct_response_body_size_bytes",
            "typed_per_filter_config",
            "validate_clusters",
            "vhost_header",
            "ignore_path_parameters_in_path_matching",
            "request_mirror_policies");
    private static final long DIRECT_RESPONSE_BODY = 4096;

    private RouteConfigurations() {}

    static io.meshsdk.model.RouteConfiguration of(RouteConfiguration proto, Reading reading) {
        reading.read(proto, CONFIGURATION);
        long maxBody =
                Values.uint32(proto, "max_direct_response_body_size_bytes").orElse(DIRECT_RESPONSE_BODY);
        if (proto.getVhostHeader().chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n')) {
            // The constraint of a field that came after the messages at hand.
            reading.refuse(proto, "vhost_header", "holds a NUL or the end of a line");
        }
        RouteContext context = new RouteContext(clusters(proto, reading), plugins(proto), maxBody);
        List<VirtualHost> hosts = VirtualHosts.of(proto, context, reading);
        Optional<String> other = otherMatching(proto);
        if (other.isPresent()) {
            reading.ignore(proto, other.get(), "not supported: calls to this route configuration are refused");
            hosts = List.of(new VirtualHost(
                    "",
                    List.of("*"),
                    List.of(VirtualHosts.refusing(other.get())),
                    HeaderMutations.NONE,
                    RetryPolicy.NONE,
                    Map.of()));
        }
        return new io.meshsdk.model.RouteConfiguration(
                proto.getName(),
                hosts,
                new HeaderMutations(
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
                                reading)),
                proto.getMostSpecificHeaderMutationsWins(),
                proto.getIgnorePortInHostMatching(),
                maxBody,
                HttpFilters.overrides(proto, proto.getTypedPerFilterConfigMap(), reading),
                proto.getVhostHeader(),
                proto.getIgnorePathParametersInPathMatching(),
                Mirrors.of(proto.getRequestMirrorPoliciesList(), context, reading));
    }

    /** A field that would find the virtual host or the route another way: to ignore it would send calls astray. */
    private static Optional<String> otherMatching(RouteConfiguration proto) {
        return proto.hasVhds() ? Optional.of("vhds") : Optional.empty();
    }

    /** What stands beside its clusters must name them, unless it says otherwise; what is discovered need not. */
    private static Optional<Set<String>> clusters(RouteConfiguration proto, Reading reading) {
        boolean wanted =
                !proto.hasValidateClusters() || proto.getValidateClusters().getValue();
        if (wanted && proto.hasValidateClusters() && reading.clusters().isEmpty()) {
            reading.ignore(proto, "validate_clusters", "a call to a cluster that is not there fails by itself");
        }
        return wanted ? reading.clusters() : Optional.empty();
    }

    private static Set<String> plugins(RouteConfiguration proto) {
        Set<String> names = new HashSet<>();
        for (ClusterSpecifierPlugin plugin : proto.getClusterSpecifierPluginsList()) {
            names.add(plugin.getExtension().getName());
        }
        return names;
    }
}
