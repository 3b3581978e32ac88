package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Filter;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC;
import io.meshsdk.model.FilterChain.NetworkFilter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code FilterChain} and its network filters. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class FilterChains {
    private static final Set<String> CHAIN = Set.of("name", "filter_chain_match", "transport_socket", "filters");
    private static final Set<String> FILTER = Set.of("name", "typed_config");
    private static final Set<String> RBAC_FILTER = Set.of("rules", "stat_prefix");

    private FilterChains() {}

    static io.meshsdk.model.FilterChain of(FilterChain proto, Reading reading) {
        reading.read(proto, CHAIN);
        List<NetworkFilter> filters = proto.getFiltersList().stream()
                .map(filter -> filter(filter, reading))
                .toList();
        if (proto.getUseProxyProto().getValue()) {
            reading.ignore(proto, "use_proxy_proto", "not supported: connections are refused");
            filters = List.of(new NetworkFilter.Unsupported("use_proxy_proto"));
        }
        return new io.meshsdk.model.FilterChain(
                proto.getName(),
                FilterChainMatches.of(proto.getFilterChainMatch(), reading),
                proto.hasTransportSocket()
                        ? TransportSockets.downstream(proto.getTransportSocket(), reading)
                        : new io.meshsdk.model.TransportSocket.RawBuffer(),
                filters);
    }

    private static NetworkFilter filter(Filter proto, Reading reading) {
        reading.read(proto, FILTER);
        if (proto.hasConfigDiscovery()) {
            reading.ignore(proto, "config_discovery", "not supported: connections are refused");
            return new NetworkFilter.Unsupported("config_discovery");
        }
        if (!proto.hasTypedConfig()) {
            reading.refuse(proto, "typed_config", "must be set");
        }
        Any any = proto.getTypedConfig();
        String type = Types.of(any);
        Optional<NetworkFilter> known = Optional.empty();
        if (any.is(HttpConnectionManager.class)) {
            known = reading.open(any, HttpConnectionManager.getDefaultInstance())
                    .map(manager -> new NetworkFilter.Http(ConnectionManagers.of(manager, reading)));
        } else if (any.is(RBAC.class)) {
            known = reading.open(any, RBAC.getDefaultInstance()).flatMap(rbac -> rbac(rbac, type, reading));
        } else if (Types.isInert(type)) {
            reading.ignore(proto, "typed_config", type + " does nothing here");
            known = Optional.of(new NetworkFilter.Inert(type));
        }
        if (known.isEmpty()) {
            reading.ignore(proto, "typed_config", type + " is not supported: connections are refused");
        }
        return known.orElse(new NetworkFilter.Unsupported(type));
    }

    /** Empty where it decides by a matcher, which this version does not know. */
    private static Optional<NetworkFilter> rbac(RBAC proto, String type, Reading reading) {
        reading.read(proto, RBAC_FILTER);
        if (proto.hasMatcher()) {
            return Optional.empty();
        }
        for (Policy policy : proto.getRules().getPoliciesMap().values()) {
            policy.getPermissionsList().forEach(permission -> noHeader(permission, reading));
            policy.getPrincipalsList().forEach(principal -> noHeader(principal, reading));
        }
        return Optional.of(
                proto.hasRules()
                        ? new NetworkFilter.NetworkRbac(RbacRules.of(proto.getRules(), reading))
                        : new NetworkFilter.Inert(type));
    }

    private static void noHeader(Permission permission, Reading reading) {
        if (permission.hasHeader()) {
            reading.refuse(permission, "header", "there are no headers where connections are judged");
        }
        permission.getAndRules().getRulesList().forEach(rule -> noHeader(rule, reading));
        permission.getOrRules().getRulesList().forEach(rule -> noHeader(rule, reading));
        if (permission.hasNotRule()) {
            noHeader(permission.getNotRule(), reading);
        }
    }

    private static void noHeader(Principal principal, Reading reading) {
        if (principal.hasHeader()) {
            reading.refuse(principal, "header", "there are no headers where connections are judged");
        }
        principal.getAndIds().getIdsList().forEach(id -> noHeader(id, reading));
        principal.getOrIds().getIdsList().forEach(id -> noHeader(id, reading));
        if (principal.hasNotId()) {
            noHeader(principal.getNotId(), reading);
        }
    }
}
