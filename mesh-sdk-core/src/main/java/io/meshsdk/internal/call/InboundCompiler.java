package io.meshsdk.internal.call;

import io.meshsdk.call.Address;
import io.meshsdk.internal.authz.RbacEngine;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.model.FilterChain;
import io.meshsdk.model.FilterChain.NetworkFilter;
import io.meshsdk.model.FilterChainMatch;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.Listener;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.transport.ServerSecurity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the inbound listeners of a snapshot, by port. On the control thread.
 *
 * <p>A chain that is not understood is kept and refuses: leaving it out would let another chain take its connections.
 */
final class InboundCompiler {
    private static final Supplier<ServerSecurity> PLAINTEXT = () -> ServerSecurity.PLAINTEXT;

    private record Known(InboundListener listener, Map<String, RouteTable> routes) {}

    private final InboundSecurity security;
    private final IntPredicate servedPort;
    private final UnaryOperator<String> reading;
    /** By listener. Guarded by the control thread. */
    private Map<String, Known> known = Map.of();

    InboundCompiler(InboundSecurity security, IntPredicate servedPort, UnaryOperator<String> reading) {
        this.security = security;
        this.servedPort = servedPort;
        this.reading = reading;
    }

    Map<Integer, List<InboundListener>> compile(Snapshot snapshot) {
        Map<Integer, List<InboundListener>> ports = new HashMap<>();
        Map<String, Known> next = new HashMap<>();
        Set<DownstreamTls> contexts = new HashSet<>();
        for (Listener listener : snapshot.listeners().values()) {
            if (listener.address().orElse(null) instanceof Address.Socket socket && isInbound(listener, socket)) {
                chains(listener).forEach(chain -> {
                    if (chain.transportSocket() instanceof DownstreamTls tls) {
                        contexts.add(tls);
                    }
                });
                Known compiled = compile(listener, snapshot);
                next.put(listener.name(), compiled);
                ports.computeIfAbsent(socket.port(), port -> new ArrayList<>()).add(compiled.listener());
            }
        }
        known = next;
        security.retain(contexts);
        return ports;
    }

    private boolean isInbound(Listener listener, Address.Socket socket) {
        return switch (listener.trafficDirection()) {
            case INBOUND -> true;
            case OUTBOUND -> false;
            case UNSPECIFIED -> listener.apiListener().isEmpty() && servedPort.test(socket.port());
        };
    }

    private Known compile(Listener listener, Snapshot snapshot) {
        Map<String, RouteTable> routes = routes(listener, snapshot);
        Known former = known.get(listener.name());
        if (former != null
                && former.listener().model().equals(listener)
                && former.routes().equals(routes)) {
            return former;
        }
        try {
            List<InboundChain> chains = new ArrayList<>();
            for (FilterChain chain : listener.filterChains()) {
                chains.add(chain(listener, chain, chain.match(), routes));
            }
            Optional<InboundChain> otherwise =
                    listener.defaultFilterChain().map(chain -> chain(listener, chain, FilterChainMatch.ANY, routes));
            return new Known(new InboundListener(listener, chains, otherwise), routes);
        } catch (IllegalArgumentException e) {
            // The parser should have refused it. Which connections the broken part meant is not known: all are refused.
            InboundChain refusing = new InboundChain(
                    listener.name(),
                    new ChainMatch(FilterChainMatch.ANY),
                    PLAINTEXT,
                    List.of(),
                    null,
                    "listener " + listener.name() + ": " + e.getMessage());
            return new Known(new InboundListener(listener, List.of(refusing), Optional.empty()), routes);
        }
    }

    private InboundChain chain(
            Listener listener, FilterChain chain, FilterChainMatch match, Map<String, RouteTable> routes) {
        String name = chain.name().isEmpty() ? "of listener " + listener.name() : chain.name();
        List<RbacEngine> policies = new ArrayList<>();
        InboundChain.Http http = null;
        String refusal = null;
        for (NetworkFilter filter : chain.filters()) {
            if (filter instanceof NetworkFilter.NetworkRbac rbac) {
                policies.add(RbacEngine.compile(rbac.rules()));
            } else if (filter instanceof NetworkFilter.Unsupported unsupported) {
                refusal = "network filter " + unsupported.typeUrl() + " is not supported";
            } else if (filter instanceof NetworkFilter.Http manager && http == null) {
                http = http(listener, manager.manager(), routes);
            }
        }
        if (refusal == null && http == null) {
            refusal = "it has no HTTP connection manager, and only HTTP is served";
        }
        return new InboundChain(
                name,
                new ChainMatch(match),
                security(chain),
                policies,
                http,
                refusal == null ? null : "filter chain " + name + ": " + refusal);
    }

    private Supplier<ServerSecurity> security(FilterChain chain) {
        TransportSocket socket = chain.transportSocket();
        if (socket instanceof TransportSocket.RawBuffer) {
            return PLAINTEXT;
        }
        if (socket instanceof DownstreamTls tls) {
            return security.of(tls);
        }
        ServerSecurity refused = new ServerSecurity.Refused(
                0,
                "filter chain " + chain.name() + ": "
                        + (socket instanceof TransportSocket.Unsupported unsupported
                                ? unsupported.why()
                                : "its transport socket is not one for servers"));
        return () -> refused;
    }

    private InboundChain.Http http(Listener listener, HttpConnectionManager manager, Map<String, RouteTable> routes) {
        if (manager.routes() instanceof RouteSource.Inline inline) {
            return new InboundChain.Http(manager, RouteTable.compile(inline.configuration()), "", reading);
        }
        if (manager.routes() instanceof RouteSource.Rds rds) {
            return new InboundChain.Http(
                    manager,
                    routes.get(rds.routeConfigName()),
                    "route configuration " + rds.routeConfigName() + " of listener " + listener.name()
                            + " is not there",
                    reading);
        }
        String why = ((RouteSource.Unsupported) manager.routes()).why();
        return new InboundChain.Http(manager, null, "listener " + listener.name() + ": " + why, reading);
    }

    /** Those that its chains name and that are there. */
    private static Map<String, RouteTable> routes(Listener listener, Snapshot snapshot) {
        Map<String, RouteTable> routes = new HashMap<>();
        for (FilterChain chain : chains(listener)) {
            for (NetworkFilter filter : chain.filters()) {
                if (filter instanceof NetworkFilter.Http http
                        && http.manager().routes() instanceof RouteSource.Rds rds) {
                    @Nullable RouteTable table = snapshot.routes(rds.routeConfigName());
                    if (table != null) {
                        routes.put(rds.routeConfigName(), table);
                    }
                }
            }
        }
        return routes;
    }

    private static List<FilterChain> chains(Listener listener) {
        List<FilterChain> chains = new ArrayList<>(listener.filterChains());
        listener.defaultFilterChain().ifPresent(chains::add);
        return chains;
    }
}
