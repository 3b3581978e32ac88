package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.spi.Finding;
import java.util.List;
import java.util.Optional;

/** Resources around the part that a test is about; parts are YAML's flow style, which is JSON without the quotes. */
final class Configs {
    static final String ANY = "'@type': type.googleapis.com/envoy.";
    static final String ROUTER = "{name: router, typed_config: {" + ANY + "extensions.filters.http.router.v3.Router}}";

    private Configs() {}

    static Parsed parse(ResourceType type, String yaml) {
        return new MessageParser().parseJson(type, yaml, Optional.empty());
    }

    /** A route configuration whose only route is this, with its match and action. */
    static Parsed route(String route) {
        return routes("virtual_hosts: [{name: v, domains: ['*'], routes: [" + route + "]}]");
    }

    static Parsed routes(String fields) {
        return parse(ResourceType.ROUTE_CONFIGURATION, "{name: rc, " + fields + "}");
    }

    /** A static cluster without endpoints and with these fields. */
    static Parsed cluster(String fields) {
        return parse(ResourceType.CLUSTER, "{name: c, " + fields + "}");
    }

    static Parsed assignment(String fields) {
        return parse(ResourceType.CLUSTER_LOAD_ASSIGNMENT, "{cluster_name: c, " + fields + "}");
    }

    static Parsed secret(String fields) {
        return parse(ResourceType.SECRET, "{name: s, " + fields + "}");
    }

    static Parsed upstreamTls(String common) {
        return cluster("transport_socket: {name: t, typed_config: {" + ANY
                + "extensions.transport_sockets.tls.v3.UpstreamTlsContext, common_tls_context: {" + common + "}}}");
    }

    static Parsed downstreamTls(String fields) {
        return listener("filter_chains: [{transport_socket: {name: t, typed_config: {" + ANY
                + "extensions.transport_sockets.tls.v3.DownstreamTlsContext, " + fields + "}}}]");
    }

    static Parsed listener(String fields) {
        return parse(
                ResourceType.LISTENER,
                "{name: l, address: {socket_address: {address: 127.0.0.1, port_value: 80}}, " + fields + "}");
    }

    /** A listener with one chain of these network filters. */
    static Parsed chain(String filters) {
        return listener("filter_chains: [{filters: [" + filters + "]}]");
    }

    /** An API listener whose connection manager has these fields besides an empty route configuration. */
    static Parsed manager(String fields) {
        return parse(
                ResourceType.LISTENER,
                "{name: l, api_listener: {api_listener: {" + ANY
                        + "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager, stat_prefix: x, "
                        + fields + "}}}");
    }

    static Parsed filters(String filters) {
        return manager("route_config: {}, http_filters: [" + filters + "]");
    }

    /** An RBAC filter with one policy of this permission and principal, and these fields. */
    static Parsed rbac(String permission, String principal, String more) {
        return filters("{name: rbac, typed_config: {" + ANY
                + "extensions.filters.http.rbac.v3.RBAC, rules: {policies: {p: {permissions: [" + permission
                + "], principals: [" + principal + "]" + more + "}}}}}, " + ROUTER);
    }

    static Resource accepted(Parsed parsed) {
        if (parsed instanceof Parsed.Accepted accepted) {
            return accepted.resource();
        }
        throw new AssertionError(parsed);
    }

    static List<Finding.Rejected> refusals(Parsed parsed) {
        if (parsed instanceof Parsed.Rejected rejected) {
            return rejected.why();
        }
        throw new AssertionError("taken: " + parsed);
    }

    static List<String> ignored(Parsed parsed) {
        return ((Parsed.Accepted) parsed)
                .ignored().stream().map(Finding.Ignored::field).toList();
    }

    static RouteAction action(Parsed parsed) {
        return ((RouteConfiguration) accepted(parsed))
                .virtualHosts()
                .get(0)
                .routes()
                .get(0)
                .action();
    }

    static TransportSocket socket(Parsed parsed) {
        return ((Cluster) accepted(parsed)).transportSocket();
    }

    static HttpConnectionManager api(Parsed parsed) {
        return ((Listener) accepted(parsed)).apiListener().orElseThrow();
    }
}
