package io.meshsdk.model;

import java.util.List;
import java.util.Map;

/** {@code envoy.config.route.v3.RouteConfiguration}. */
public record RouteConfiguration(
        String name,
        List<VirtualHost> virtualHosts,
        HeaderMutations headers,
        boolean mostSpecificHeaderMutationsWins,
        boolean ignorePortInHostMatching,
        long maxDirectResponseBodySizeBytes,
        Map<String, FilterConfig> filterOverrides)
        implements Resource {
    public RouteConfiguration {
        virtualHosts = List.copyOf(virtualHosts);
        filterOverrides = Map.copyOf(filterOverrides);
    }

    @Override
    public ResourceType type() {
        return ResourceType.ROUTE_CONFIGURATION;
    }
}
