package io.meshsdk.internal.filter;

import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpFilter;
import org.jspecify.annotations.Nullable;

/** Which configuration of a filter holds on a route. */
public final class Overrides {
    private Overrides() {}

    /**
     * @param override {@code typed_per_filter_config} of the route, null where it has none
     * @return null where the filter does not run
     */
    public static @Nullable FilterConfig inForce(HttpFilter filter, @Nullable FilterConfig override) {
        // As in Envoy, an optional override that is not known is as if it were not there: the filter itself goes on.
        if (override == null || (override instanceof FilterConfig.Unsupported unknown && unknown.optional())) {
            return filter.disabled() ? null : filter.config();
        }
        if (override instanceof FilterConfig.Disabled) {
            return null;
        }
        if (override instanceof FilterConfig.Enabled) {
            return filter.config();
        }
        return silences(override, filter.config()) ? notOfThisFilter(override) : override;
    }

    /** Another filter's configuration would take this one, which may be security, out of the chain. */
    private static boolean silences(FilterConfig override, FilterConfig own) {
        if (override instanceof FilterConfig.Router) {
            return !(own instanceof FilterConfig.Router);
        }
        if (override instanceof FilterConfig.Inert inert) {
            return own instanceof FilterConfig.RbacFilter
                    || own instanceof FilterConfig.Router
                    || (own instanceof FilterConfig.Unsupported other
                            && !other.typeUrl().equals(inert.typeUrl()));
        }
        return false;
    }

    private static FilterConfig notOfThisFilter(FilterConfig override) {
        String type = override instanceof FilterConfig.Inert inert ? inert.typeUrl() : "a router";
        return new FilterConfig.Unsupported(type + " as a route's override of it", false);
    }
}
