package io.meshsdk.model;

import java.util.List;
import java.util.Map;

/**
 * {@code envoy.config.route.v3.RouteConfiguration}.
 *
 * @param vhostHeader the header whose value, instead of the authority, finds the virtual host; empty for the authority
 * @param ignorePathParametersInPathMatching paths are matched up to their first semicolon
 * @param mirrors {@code request_mirror_policies} of virtual hosts that have none
 */
public record RouteConfiguration(
        String name,
        List<VirtualHost> virtualHosts,
        HeaderMutations headers,
        boolean mostSpecificHeaderMutationsWins,
        boolean ignorePortInHostMatching,
        long maxDirectResponseBodySizeBytes,
        Map<String, FilterConfig> filterOverrides,
        String vhostHeader,
        boolean ignorePathParametersInPathMatching,
        List<RequestMirror> mirrors)
        implements Resource {
    public RouteConfiguration {
        virtualHosts = List.copyOf(virtualHosts);
        filterOverrides = Map.copyOf(filterOverrides);
        mirrors = List.copyOf(mirrors);
    }

    /** Virtual hosts found by authority, paths matched with their parameters, no mirrors. */
    public RouteConfiguration(
            String name,
            List<VirtualHost> virtualHosts,
            HeaderMutations headers,
            boolean mostSpecificHeaderMutationsWins,
            boolean ignorePortInHostMatching,
            long maxDirectResponseBodySizeBytes,
            Map<String, FilterConfig> filterOverrides) {
        this(
                name,
                virtualHosts,
                headers,
                mostSpecificHeaderMutationsWins,
                ignorePortInHostMatching,
                maxDirectResponseBodySizeBytes,
                filterOverrides,
                "",
                false,
                List.of());
    }

    @Override
    public ResourceType type() {
        return ResourceType.ROUTE_CONFIGURATION;
    }
}
