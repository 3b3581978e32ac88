package io.meshsdk.internal.route;

import io.meshsdk.internal.resilience.RetryRules;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HeaderMutation;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.RequestMirror;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.VirtualHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /**
     * @param weighted of a weighted cluster, the most specific level
     */
    Map<String, FilterConfig> filterOverrides(Map<String, FilterConfig> weighted, Route route) {
        List<Map<String, FilterConfig>> levels = List.of(
                weighted, route.filterOverrides(), virtualHost.filterOverrides(), configuration.filterOverrides());
        Map<String, FilterConfig> merged = new HashMap<>();
        levels.forEach(level ->
                level.keySet().forEach(name -> merged.computeIfAbsent(name, of -> inForce(of, levels))));
        return Map.copyOf(merged);
    }

    /** The most specific holds; one that only enables the filter takes the configuration that a less specific one has. */
    private static FilterConfig inForce(String name, List<Map<String, FilterConfig>> levels) {
        List<FilterConfig> given = levels.stream()
                .filter(level -> level.containsKey(name))
                .map(level -> Objects.requireNonNull(level.get(name)))
                .toList();
        FilterConfig first = given.get(0);
        if (!(first instanceof FilterConfig.Enabled)) {
            return first;
        }
        return given.stream()
                .filter(config ->
                        !(config instanceof FilterConfig.Enabled) && !(config instanceof FilterConfig.Disabled))
                .findFirst()
                .orElse(first);
    }

    /** The most specific that are there; they are not merged. */
    List<RequestMirror> mirrors(Forward forward) {
        if (!forward.mirrors().isEmpty()) {
            return forward.mirrors();
        }
        return virtualHost.mirrors().isEmpty() ? configuration.mirrors() : virtualHost.mirrors();
    }

    /**
     * The changes in the order in which they apply: a weighted cluster's always first; then from the route outwards, so
     * that the outermost has the last word, unless the most specific is to win.
     */
    ClusterTarget.Mutations mutations(Route route, HeaderMutations weighted) {
        List<HeaderMutations> order = configuration.mostSpecificHeaderMutationsWins()
                ? List.of(configuration.headers(), virtualHost.headers(), route.headers())
                : List.of(route.headers(), virtualHost.headers(), configuration.headers());
        List<HeaderMutations> all = new ArrayList<>(List.of(weighted));
        all.addAll(order);
        HeaderEdits[] own = compile(List.of(weighted), HeaderMutations::request);
        HeaderEdits[] request = compile(order, HeaderMutations::request);
        HeaderEdits[] response = compile(all, HeaderMutations::response);
        return own.length + request.length + response.length == 0
                ? ClusterTarget.Mutations.NONE
                : new ClusterTarget.Mutations(own, request, response);
    }

    private HeaderEdits[] compile(List<HeaderMutations> levels, Function<HeaderMutations, List<HeaderMutation>> side) {
        return levels.stream()
                .map(side)
                .filter(mutations -> !mutations.isEmpty())
                .map(mutations -> HeaderEdits.of(mutations, problems))
                .toArray(HeaderEdits[]::new);
    }
}
