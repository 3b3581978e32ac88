package io.meshsdk.model;

import java.util.Map;

/**
 * {@code envoy.config.route.v3.Route}.
 *
 * @param name may be empty
 * @param filterOverrides {@code typed_per_filter_config} by the filter's name
 */
public record Route(
        String name,
        RouteMatch match,
        RouteAction action,
        HeaderMutations headers,
        Map<String, FilterConfig> filterOverrides) {
    public Route {
        filterOverrides = Map.copyOf(filterOverrides);
    }
}
