package io.meshsdk.internal.call;

import io.meshsdk.internal.filter.HttpFilters;
import io.meshsdk.internal.route.ClusterTarget;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.model.FilterConfig;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The filters of a connection manager as each of its routes has them. Not changed once made. */
final class RouteFilters {
    private final HttpFilters unchanged;
    /** Of routes that override a filter. */
    private final Map<ClusterTarget, HttpFilters> ofRoutes = new IdentityHashMap<>();

    /**
     * @param compile with the overrides of a route
     */
    RouteFilters(@Nullable RouteTable routes, Function<Map<String, FilterConfig>, HttpFilters> compile) {
        this.unchanged = compile.apply(Map.of());
        if (routes == null) {
            return;
        }
        for (CompiledRoute route : routes.routes()) {
            for (ClusterTarget target : route.targets()) {
                if (!target.filterOverrides().isEmpty()) {
                    ofRoutes.put(target, compile.apply(target.filterOverrides()));
                }
            }
        }
    }

    /**
     * @param target null where no route was found
     */
    HttpFilters of(@Nullable ClusterTarget target) {
        HttpFilters own = target == null || ofRoutes.isEmpty() ? null : ofRoutes.get(target);
        return own == null ? unchanged : own;
    }
}
