package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.HedgePolicy;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteMatch;
import io.meshsdk.model.VirtualHost.TlsRequirement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code VirtualHost}. */
final class VirtualHosts {
    private static final Set<String> HOST = Set.of(
            "name",
            "domains",
            "routes",
            "request_headers_to_add",
            "request_headers_to_remove",
            "response_headers_to_add",
            "response_headers_to_remove",
            "typed_per_filter_config",
            "include_request_attempt_count",
            "include_attempt_count_in_response",
            "retry_policy",
            "require_tls",
            "request_mirror_policies",
            "hedge_policy");

    private VirtualHosts() {}

    static List<io.meshsdk.model.VirtualHost> of(
            RouteConfiguration configuration, RouteContext context, Reading reading) {
        Set<String> domains = new HashSet<>();
        for (VirtualHost host : configuration.getVirtualHostsList()) {
            for (int i = 0; i < host.getDomainsCount(); i++) {
                String domain = host.getDomains(i).toLowerCase(Locale.ROOT);
                if (!domains.add(domain)) {
                    reading.refuse(host, "domains[" + i + "]", "'" + TextConstraint.shown(domain) + "' is there twice");
                }
            }
        }
        return configuration.getVirtualHostsList().stream()
                .map(host -> host(host, context, reading))
                .toList();
    }

    private static io.meshsdk.model.VirtualHost host(VirtualHost proto, RouteContext context, Reading reading) {
        reading.read(proto, HOST);
        List<Route> routes = proto.getRoutesList().stream()
                .map(route -> Routes.of(route, context, reading))
                .flatMap(Optional::stream)
                .toList();
        RouteRules.check(proto, reading);
        if (proto.hasMatcher()) {
            routes = List.of(refusing("matcher"));
            reading.ignore(proto, "matcher", "not supported: calls to this virtual host are refused");
        }
        return new io.meshsdk.model.VirtualHost(
                proto.getName(),
                proto.getDomainsList(),
                routes,
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
                proto.hasRetryPolicy() ? Retries.of(proto.getRetryPolicy(), reading) : RetryPolicy.NONE,
                HttpFilters.overrides(proto, proto.getTypedPerFilterConfigMap(), reading),
                proto.getIncludeRequestAttemptCount(),
                proto.getIncludeAttemptCountInResponse(),
                switch (proto.getRequireTls()) {
                    case ALL -> TlsRequirement.ALL;
                    case EXTERNAL_ONLY -> TlsRequirement.EXTERNAL_ONLY;
                    default -> TlsRequirement.NONE;
                },
                Mirrors.of(proto.getRequestMirrorPoliciesList(), context, reading),
                proto.hasHedgePolicy() ? RouteActions.hedge(proto.getHedgePolicy(), reading) : HedgePolicy.NONE);
    }

    /** Takes every call and refuses it. */
    static Route refusing(String why) {
        return new Route("", RouteMatch.prefix(""), new RouteAction.Unsupported(why), HeaderMutations.NONE, Map.of());
    }
}
