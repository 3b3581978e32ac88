package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshsdk.model.FilterConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The HTTP filters of a connection manager, and what routes say of them. */
final class HttpFilters {
    private static final Set<String> FILTER =
            Set.of("name", "typed_config", "config_discovery", "is_optional", "disabled");
    private static final Set<String> OVERRIDE = Set.of("config", "is_optional", "disabled");
    private static final Set<String> PER_ROUTE = Set.of("rbac");
    private static final Set<String> ROUTER = Set.of("suppress_envoy_headers");
    private static final Set<String> NONE = Set.of();

    private HttpFilters() {}

    static List<io.meshsdk.model.HttpFilter> of(HttpConnectionManager parent, Reading reading) {
        List<io.meshsdk.model.HttpFilter> filters = new ArrayList<>(parent.getHttpFiltersCount());
        for (HttpFilter proto : parent.getHttpFiltersList()) {
            reading.read(proto, FILTER);
            filters.add(new io.meshsdk.model.HttpFilter(proto.getName(), config(proto, reading), proto.getDisabled()));
        }
        for (int i = 0; i < filters.size(); i++) {
            boolean last = i == filters.size() - 1;
            FilterConfig config = filters.get(i).config();
            if (!last && config instanceof FilterConfig.Router) {
                reading.refuse(parent, "http_filters[" + i + "]", "the router must be the last filter");
            }
            if (last && !(config instanceof FilterConfig.Router) && !(config instanceof FilterConfig.Unsupported)) {
                reading.refuse(parent, "http_filters[" + i + "]", "the last filter must be the router");
            }
            if (last && filters.get(i).disabled()) {
                reading.refuse(parent, "http_filters[" + i + "].disabled", "the last filter cannot be disabled");
            }
        }
        return filters;
    }

    private static FilterConfig config(HttpFilter proto, Reading reading) {
        return switch (proto.getConfigTypeCase()) {
            case TYPED_CONFIG -> {
                Any any = proto.getTypedConfig();
                FilterConfig config = config(any, proto.getIsOptional(), reading);
                note(proto, "typed_config", config, reading);
                yield config;
            }
            case CONFIG_DISCOVERY -> {
                reading.ignore(proto, "config_discovery", "not supported: calls through this filter are refused");
                yield new FilterConfig.Unsupported("config_discovery", false);
            }
            case CONFIGTYPE_NOT_SET -> {
                if (!proto.getIsOptional()) {
                    reading.refuse(proto, "typed_config", "must be set");
                }
                yield new FilterConfig.Unsupported("", proto.getIsOptional());
            }
        };
    }

    /** {@code typed_per_filter_config} of a route, a virtual host or a route configuration. */
    static Map<String, FilterConfig> overrides(Message parent, Map<String, Any> protos, Reading reading) {
        Map<String, FilterConfig> overrides = new HashMap<>();
        protos.forEach((name, any) -> {
            FilterConfig config = override(any, false, reading);
            note(parent, "typed_per_filter_config[" + name + "]", config, reading);
            overrides.put(name, config);
        });
        return overrides;
    }

    private static FilterConfig override(Any any, boolean optional, Reading reading) {
        if (any.is(io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.FilterConfig.class)) {
            var wrapper = reading.open(
                    any,
                    io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.FilterConfig.getDefaultInstance());
            if (wrapper.isEmpty()) {
                return new FilterConfig.Unsupported(Types.of(any), false);
            }
            reading.read(wrapper.get(), OVERRIDE);
            if (wrapper.get().getDisabled()) {
                return new FilterConfig.Disabled();
            }
            if (!wrapper.get().hasConfig()) {
                reading.refuse(
                        wrapper.get(), "config", "must be set; {} enables the filter as the listener configures it");
                return new FilterConfig.Unsupported(Types.of(any), false);
            }
            if (wrapper.get().getConfig().getTypeUrl().isEmpty()) {
                return new FilterConfig.Enabled();
            }
            return override(wrapper.get().getConfig(), wrapper.get().getIsOptional(), reading);
        }
        if (any.is(RBACPerRoute.class)) {
            return reading.open(any, RBACPerRoute.getDefaultInstance())
                    .map(perRoute -> {
                        reading.read(perRoute, PER_ROUTE);
                        return rbac(perRoute.getRbac(), reading);
                    })
                    .orElse(new FilterConfig.Unsupported(Types.of(any), false));
        }
        return config(any, optional, reading);
    }

    private static FilterConfig config(Any any, boolean optional, Reading reading) {
        Optional<FilterConfig> known = Optional.empty();
        if (any.is(Router.class)) {
            known = reading.open(any, Router.getDefaultInstance()).flatMap(router -> router(router, reading));
        } else if (any.is(RBAC.class)) {
            known = reading.open(any, RBAC.getDefaultInstance()).map(rbac -> rbac(rbac, reading));
        } else if (any.is(HTTPFault.class)) {
            known = reading.open(any, HTTPFault.getDefaultInstance()).flatMap(fault -> fault(any, fault, reading));
        } else if (Types.isInert(Types.of(any))) {
            known = Optional.of(new FilterConfig.Inert(Types.of(any)));
        }
        return known.orElse(new FilterConfig.Unsupported(Types.of(any), optional));
    }

    /** Filters on the way to an endpoint could sign calls or change them, so they are not passed over. */
    private static Optional<FilterConfig> router(Router proto, Reading reading) {
        reading.read(proto, ROUTER);
        return proto.getUpstreamHttpFiltersCount() > 0
                ? Optional.empty()
                : Optional.of(new FilterConfig.Router(proto.getSuppressEnvoyHeaders()));
    }

    private static FilterConfig rbac(RBAC proto, Reading reading) {
        return RbacRules.filter(proto, reading);
    }

    /** Without a policy of its own the filter only waits for a route's, which is another filter configuration. */
    private static Optional<FilterConfig> fault(Any any, HTTPFault proto, Reading reading) {
        reading.read(proto, NONE);
        boolean acts = proto.hasDelay() || proto.hasAbort() || proto.hasResponseRateLimit();
        return acts ? Optional.empty() : Optional.of(new FilterConfig.Inert(Types.of(any)));
    }

    private static void note(Message parent, String field, FilterConfig config, Reading reading) {
        if (config instanceof FilterConfig.Inert inert) {
            reading.ignore(parent, field, inert.typeUrl() + " does nothing here");
        } else if (config instanceof FilterConfig.Unsupported unsupported) {
            reading.ignore(
                    parent,
                    field,
                    unsupported.typeUrl() + " is not supported: "
                            + (unsupported.optional() ? "passed over" : "calls through it are refused"));
        }
    }
}
