package io.meshsdk.internal.route;

import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.match.PathTest;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.VirtualHost;
import java.util.List;

/** The routes of one virtual host: the first that matches wins. */
final class HostRoutes {
    private final PathIndex index;
    private final RouteDecision.NoRoute noRoute;

    private HostRoutes(PathIndex index, RouteDecision.NoRoute noRoute) {
        this.index = index;
        this.noRoute = noRoute;
    }

    static HostRoutes of(RouteConfiguration configuration, VirtualHost host, List<String> problems) {
        CompiledLevels levels = CompiledLevels.of(configuration, host, problems);
        List<CompiledRoute> routes = host.routes().stream()
                .map(route -> new CompiledRoute(route, levels))
                .toList();
        return new HostRoutes(
                PathIndex.of(routes),
                new RouteDecision.NoRoute(host.name(), "no route of virtual host " + host.name() + " matches"));
    }

    RouteDecision find(RequestHead head, long random, RouteTrace trace) {
        int pathLength = PathTest.lengthWithoutQuery(head.path());
        // Someone who listens wants to hear of every route.
        CompiledRoute[] routes = trace == RouteTrace.SILENT ? index.candidates(head.path()) : index.all();
        for (CompiledRoute route : routes) {
            Object mismatch = route.mismatch(head, pathLength, random & 0xFFFF_FFFFL);
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
}
