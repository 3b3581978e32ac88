package io.meshsdk.internal.route;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.model.HeaderMutations;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.Route;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteAction.ClusterChoice;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteAction.Rewrite;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import io.meshsdk.model.VirtualHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Route tables for tests. */
final class Tables {
    /** Of a call to cluster orders by route r1. */
    static final FormatFacts FACTS = new FormatFacts() {
        @Override
        public String cluster() {
            return "orders";
        }

        @Override
        public String route() {
            return "r1";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public String originalPath() {
            return "";
        }

        @Override
        public int responseCode() {
            return 0;
        }

        @Override
        public String details() {
            return "via_upstream";
        }

        @Override
        public ResponseFlags flags() {
            return ResponseFlags.NONE;
        }
    };

    private Tables() {}

    static RouteConfiguration configuration(boolean ignorePort, VirtualHost... hosts) {
        return new RouteConfiguration("rc", List.of(hosts), HeaderMutations.NONE, false, ignorePort, 4096, Map.of());
    }

    static VirtualHost host(String name, List<String> domains, List<Route> routes) {
        return new VirtualHost(name, domains, routes, HeaderMutations.NONE, RetryPolicy.NONE, Map.of());
    }

    static Route route(String name, PathMatch match, ClusterChoice cluster) {
        return route(name, match, true, forward(cluster, Rewrite.NONE), HeaderMutations.NONE);
    }

    static Route route(
            String name, PathMatch match, boolean caseSensitive, RouteAction action, HeaderMutations headers) {
        RouteMatch matches = new RouteMatch(match, caseSensitive, List.of(), List.of(), false, Optional.empty());
        return new Route(name, matches, action, headers, Map.of());
    }

    static Forward forward(ClusterChoice cluster, Rewrite rewrite) {
        return new Forward(
                cluster,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                rewrite,
                RoutingPriority.DEFAULT,
                503);
    }

    static RequestHead get(String authority, String path, String... headers) {
        return new RequestHead("GET", "http", authority, path, Headers.of(headers));
    }
}
