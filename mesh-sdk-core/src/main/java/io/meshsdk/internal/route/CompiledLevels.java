package io.meshsdk.internal.route;

import io.meshsdk.internal.resilience.RetryRules;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HeaderMutation;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.VirtualHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the levels above a route say about it: its virtual host and its configuration.
 *
 * @param problems takes what cannot be done and is left out
 */
record CompiledLevels(
        RouteConfiguration configuration, VirtualHost virtualHost, RetryRules retry, List<String> problems) {
    static CompiledLevels of(RouteConfiguration configuration, VirtualHost host, List<String> problems) {
        return new CompiledLevels(configuration, host, RetryRules.of(host.retryPolicy()), problems);
    }

    Map<String, FilterConfig> filterOverrides(Route route) {
        if (route.filterOverrides().isEmpty()
                && virtualHost.filterOverrides().isEmpty()
                && configuration.filterOverrides().isEmpty()) {
            return Map.of();
        }
        Map<String, FilterConfig> merged = new HashMap<>(configuration.filterOverrides());
        merged.putAll(virtualHost.filterOverrides());
        merged.putAll(route.filterOverrides());
        return Map.copyOf(merged);
    }

    /**
     * The changes in the order in which they apply: a weighted cluster's always first; then from the route outwards, so
     * that the outermost has the last word, unless the most specific is to win.
     */
    ClusterTarget.Mutations mutations(Route route, HeaderMutations weighted) {
        List<HeaderMutations> order = new ArrayList<>();
        order.add(weighted);
        if (configuration.mostSpecificHeaderMutationsWins()) {
            order.addAll(List.of(configuration.headers(), virtualHost.headers(), route.headers()));
        } else {
            order.addAll(List.of(route.headers(), virtualHost.headers(), configuration.headers()));
        }
        HeaderEdits[] request = compile(order, HeaderMutations::request);
        HeaderEdits[] response = compile(order, HeaderMutations::response);
        return request.length == 0 && response.length == 0
                ? ClusterTarget.Mutations.NONE
                : new ClusterTarget.Mutations(request, response);
    }

    private HeaderEdits[] compile(List<HeaderMutations> levels, Function<HeaderMutations, List<HeaderMutation>> side) {
        return levels.stream()
                .map(side)
                .filter(mutations -> !mutations.isEmpty())
                .map(mutations -> HeaderEdits.of(mutations, problems))
                .toArray(HeaderEdits[]::new);
    }
}
