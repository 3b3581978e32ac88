package io.meshsdk.internal.call;

import io.meshsdk.internal.filter.Overrides;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpFilter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the filters of a listener say to a call on its way out. */
final class FilterSteps {
    private final HttpFilter[] filters;
    /** Nothing in the chain acts unless a route says otherwise. */
    private final boolean idle;

    private FilterSteps(HttpFilter[] filters, boolean idle) {
        this.filters = filters;
        this.idle = idle;
    }

    static FilterSteps of(List<HttpFilter> filters) {
        boolean idle = filters.stream().allMatch(filter -> filter.disabled() || refusal(filter.config()) == null);
        return new FilterSteps(filters.toArray(new HttpFilter[0]), idle);
    }

    /**
     * Why a filter stops the call, or null.
     *
     * @param overrides of the route, by the filter's name
     */
    @Nullable
    String refusal(Map<String, FilterConfig> overrides) {
        if (idle && overrides.isEmpty()) {
            return null;
        }
        for (HttpFilter filter : filters) {
            FilterConfig config = Overrides.inForce(filter, overrides.get(filter.name()));
            if (config instanceof FilterConfig.Router) {
                return null;
            }
            String why = config == null ? null : refusal(config);
            if (why != null) {
                return "filter " + filter.name() + ": " + why;
            }
        }
        return null;
    }

    private static @Nullable String refusal(FilterConfig config) {
        if (config instanceof FilterConfig.Unsupported unsupported && !unsupported.optional()) {
            return unsupported.typeUrl() + " is not supported, and its work may be security";
        }
        if (config instanceof FilterConfig.RbacFilter rbac && rbac.rules().isPresent()) {
            return "RBAC rules are not enforced on calls that go out, so such calls are refused";
        }
        return null;
    }
}
