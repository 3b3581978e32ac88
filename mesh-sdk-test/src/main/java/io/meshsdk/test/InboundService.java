package io.meshsdk.test;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Filter;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.rbac.v3.RBAC.Action;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.NonForwardingAction;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.Route;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.PathMatcher;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a server needs to know of one of its ports: a listener for 127.0.0.1, who must show a certificate, and who may do
 * what. Not safe for use by many threads.
 */
public final class InboundService {
    private final int port;
    private final Map<String, Policy> allow = new TreeMap<>();
    private final Map<String, Policy> deny = new TreeMap<>();
    private boolean tls;

    InboundService(int port) {
        this.port = port;
    }

    /** The name of the listener of a port. */
    public static String listener(int port) {
        return "inbound-" + port;
    }

    /** Demands a certificate that {@link Config#TRUST_BUNDLE} vouches for, and shows {@link Config#OWN_CERTIFICATE}. */
    public InboundService mutualTls() {
        tls = true;
        return this;
    }

    /** Who may do anything. With a first {@code allow…} all others may do nothing. */
    public InboundService allow(String policy, String spiffeId) {
        allow.put(policy, policy(spiffeId, Permission.newBuilder().setAny(true)));
        return this;
    }

    /** Who may call this method below this path. */
    public InboundService allow(String policy, String spiffeId, String method, String pathPrefix) {
        allow.put(policy, policy(spiffeId, call(method, pathPrefix)));
        return this;
    }

    /** Who may not call this method below this path, even if allowed to. */
    public InboundService deny(String policy, String spiffeId, String method, String pathPrefix) {
        deny.put(policy, policy(spiffeId, call(method, pathPrefix)));
        return this;
    }

    public List<Message> resources() {
        HttpConnectionManager.Builder manager =
                Messages.connectionManager(listener(port)).setRouteConfig(everything());
        // As istiod orders them: what is denied is denied first.
        if (!deny.isEmpty()) {
            manager.addHttpFilters(Messages.filter("envoy.filters.http.rbac.deny", rbac(Action.DENY, deny)));
        }
        if (!allow.isEmpty()) {
            manager.addHttpFilters(Messages.filter("envoy.filters.http.rbac", rbac(Action.ALLOW, allow)));
        }
        FilterChain.Builder chain = FilterChain.newBuilder()
                .addFilters(Filter.newBuilder()
                        .setName("envoy.filters.network.http_connection_manager")
                        .setTypedConfig(Any.pack(
                                manager.addHttpFilters(Messages.router()).build())));
        if (tls) {
            chain.setTransportSocket(Messages.tls(DownstreamTlsContext.newBuilder()
                    .setRequireClientCertificate(BoolValue.of(true))
                    .setCommonTlsContext(CommonTlsContext.newBuilder()
                            .addAlpnProtocols("h2")
                            .addAlpnProtocols("http/1.1")
                            .addTlsCertificateSdsSecretConfigs(Messages.secret(Config.OWN_CERTIFICATE))
                            .setValidationContextSdsSecretConfig(Messages.secret(Config.TRUST_BUNDLE)))
                    .build()));
        }
        return List.of(Listener.newBuilder()
                .setName(listener(port))
                .setTrafficDirection(TrafficDirection.INBOUND)
                .setAddress(Messages.address("127.0.0.1", port))
                .addFilterChains(chain)
                .build());
    }

    private RouteConfiguration everything() {
        return RouteConfiguration.newBuilder()
                .setName(listener(port))
                .addVirtualHosts(VirtualHost.newBuilder()
                        .setName(listener(port))
                        .addDomains("*")
                        .addRoutes(Route.newBuilder()
                                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                                // The application is here: nothing is forwarded.
                                .setNonForwardingAction(NonForwardingAction.getDefaultInstance())))
                .build();
    }

    private static RBAC rbac(Action action, Map<String, Policy> policies) {
        return RBAC.newBuilder()
                .setRules(io.meshsdk
                        .internal
                        .proto
                        .io
                        .envoyproxy
                        .envoy
                        .config
                        .rbac
                        .v3
                        .RBAC
                        .newBuilder()
                        .setAction(action)
                        .putAllPolicies(policies))
                .build();
    }

    private static Policy policy(String spiffeId, Permission.Builder permission) {
        return Policy.newBuilder()
                .addPermissions(permission)
                .addPrincipals(Principal.newBuilder()
                        .setAuthenticated(
                                Principal.Authenticated.newBuilder().setPrincipalName(Messages.exactly(spiffeId))))
                .build();
    }

    private static Permission.Builder call(String method, String pathPrefix) {
        List<Permission> both = new ArrayList<>();
        both.add(Permission.newBuilder()
                .setHeader(HeaderMatcher.newBuilder().setName(":method").setStringMatch(Messages.exactly(method)))
                .build());
        both.add(Permission.newBuilder()
                .setUrlPath(PathMatcher.newBuilder()
                        .setPath(StringMatcher.newBuilder().setPrefix(pathPrefix)))
                .build());
        return Permission.newBuilder().setAndRules(Permission.Set.newBuilder().addAllRules(both));
    }
}
