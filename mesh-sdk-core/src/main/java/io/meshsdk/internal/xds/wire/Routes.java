package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.Route;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.RouteAction;
import java.util.Optional;
import java.util.Set;

/** {@code Route}. */
final class Routes {
    private static final Set<String> ROUTE = Set.of(
            "name",
            "match",
            "route",
            "redirect",
            "direct_response",
            "non_forwarding_action",
            "typed_per_filter_config",
            "request_headers_to_add",
            "request_headers_to_remove",
            "response_headers_to_add",
            "response_headers_to_remove");

    private Routes() {}

    /** Empty for a route that no request here could take: only CONNECT, or one with filter state, which nothing sets. */
    static Optional<io.meshsdk.model.Route> of(Route proto, RouteContext context, Reading reading) {
        reading.read(proto, ROUTE);
        RouteMatches.Condition condition = RouteMatches.of(proto.getMatch(), reading);
        RouteAction action = RouteActions.of(proto, condition.match().path(), context, reading);
        if (!condition.unknown().isEmpty()) {
            action = new RouteAction.Unsupported("match." + String.join(", match.", condition.unknown()));
        }
        HeaderMutations headers = new HeaderMutations(
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
                        reading));
        io.meshsdk.model.Route route = new io.meshsdk.model.Route(
                proto.getName(),
                condition.match(),
                action,
                headers,
                HttpFilters.overrides(proto, proto.getTypedPerFilterConfigMap(), reading));
        if (proto.getMatch().getFilterStateCount() > 0) {
            reading.ignore(
                    proto.getMatch(), "filter_state", "nothing sets any here, so that this route matches nothing");
            return Optional.empty();
        }
        return proto.getMatch().hasConnectMatcher() ? Optional.empty() : Optional.of(route);
    }
}
