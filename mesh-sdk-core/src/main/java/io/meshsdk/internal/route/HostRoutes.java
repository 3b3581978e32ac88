package io.meshsdk.internal.route;

import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.PathTest;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.VirtualHost;
import io.meshsdk.model.VirtualHost.TlsRequirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of one virtual host: the first that matches wins. */
final class HostRoutes {
    private static final String FORWARDED_PROTO = "x-forwarded-proto";

    private final PathIndex index;
    private final RouteDecision.NoRoute noRoute;
    /** Null where plaintext is welcome. */
    private final RouteDecision.@Nullable RequireTls requireTls;

    private final boolean ignoreParameters;

    private HostRoutes(RouteConfiguration configuration, VirtualHost host, PathIndex index) {
        this.index = index;
        this.ignoreParameters = configuration.ignorePathParametersInPathMatching();
        this.noRoute = new RouteDecision.NoRoute(host.name(), "no route of virtual host " + host.name() + " matches");
        this.requireTls = host.requireTls() == TlsRequirement.NONE ? null : new RouteDecision.RequireTls(host.name());
    }

    static HostRoutes of(RouteConfiguration configuration, VirtualHost host, List<String> problems) {
        CompiledLevels levels = CompiledLevels.of(configuration, host, problems);
        List<CompiledRoute> routes = host.routes().stream()
                .map(route -> new CompiledRoute(route, levels))
                .toList();
        return new HostRoutes(configuration, host, PathIndex.of(routes));
    }

    RouteDecision find(RequestHead head, Peer peer, long random, RouteTrace trace) {
        if (requireTls != null && !isEncrypted(head)) {
            return requireTls;
        }
        String path = ignoreParameters ? withoutParameters(head.path()) : head.path();
        int pathLength = PathTest.lengthWithoutQuery(path);
        // Someone who listens wants to hear of every route.
        CompiledRoute[] routes = trace == RouteTrace.SILENT ? index.candidates(path) : index.all();
        for (CompiledRoute route : routes) {
            Object mismatch = route.match().mismatch(head, peer, path, pathLength, random & 0xFFFF_FFFFL);
            if (mismatch == null) {
                return route;
            }
            trace.passedOver(route, mismatch);
        }
        return noRoute;
    }

    CompiledRoute[] routes() {
        return index.all();
    }

    /** Each segment up to its first semicolon; the same object where there is none. */
    static String withoutParameters(String path) {
        int end = PathTest.lengthWithoutQuery(path);
        int semicolon = path.indexOf(';');
        if (semicolon < 0 || semicolon >= end) {
            return path;
        }
        StringBuilder kept = new StringBuilder(path.length());
        boolean within = false;
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            within = c == ';' || (within && c != '/');
            if (!within) {
                kept.append(c);
            }
        }
        return kept.append(path, end, path.length()).toString();
    }

    /** What proxies before say of the first connection goes before what is known of this one, as in Envoy. */
    private static boolean isEncrypted(RequestHead head) {
        String told = head.headers().get(FORWARDED_PROTO);
        return (told == null ? head.scheme() : told).equals("https");
    }
}
