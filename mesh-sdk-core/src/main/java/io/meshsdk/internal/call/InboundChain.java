package io.meshsdk.internal.call;

import io.meshsdk.internal.authz.ForwardedFor;
import io.meshsdk.internal.authz.PathNormalizer;
import io.meshsdk.internal.authz.RbacEngine;
import io.meshsdk.internal.filter.HttpFilters;
import io.meshsdk.internal.route.ClusterTarget;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.transport.ServerSecurity;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A filter chain, compiled. Immutable but for its key and trust, which rotate.
 *
 * @param refusal why no connection may be accepted; null where they may
 */
record InboundChain(
        String name,
        ChainMatch match,
        Supplier<ServerSecurity> security,
        List<RbacEngine> networkPolicies,
        @Nullable Http http,
        @Nullable String refusal) {
    InboundChain {
        networkPolicies = List.copyOf(networkPolicies);
    }

    /** Why it takes no connection; empty where it may. */
    Optional<String> closed() {
        return security.get() instanceof ServerSecurity.Refused refused
                ? Optional.of(refused.why())
                : Optional.ofNullable(refusal);
    }

    /** The connection manager of a chain, compiled. */
    static final class Http {
        private final HttpConnectionManager manager;
        private final PathNormalizer paths;
        private final ForwardedFor forwardedFor;
        private final ArrivingHead arriving;
        private final RouteFilters filters;
        private final @Nullable RouteTable routes;
        private final String whyNoRoutes;

        Http(
                HttpConnectionManager manager,
                @Nullable RouteTable routes,
                String whyNoRoutes,
                UnaryOperator<String> reading) {
            this.manager = manager;
            this.paths = new PathNormalizer(manager.pathNormalization());
            this.forwardedFor = new ForwardedFor(manager.useRemoteAddress(), manager.xffNumTrustedHops());
            this.arriving = new ArrivingHead(manager);
            this.filters =
                    new RouteFilters(routes, overrides -> HttpFilters.compile(manager.filters(), overrides, reading));
            this.routes = routes;
            this.whyNoRoutes = whyNoRoutes;
        }

        HttpConnectionManager manager() {
            return manager;
        }

        PathNormalizer paths() {
            return paths;
        }

        ForwardedFor forwardedFor() {
            return forwardedFor;
        }

        ArrivingHead arriving() {
            return arriving;
        }

        @Nullable
        RouteTable routes() {
            return routes;
        }

        String whyNoRoutes() {
            return whyNoRoutes;
        }

        /**
         * @param target null where no route was found
         */
        HttpFilters filters(@Nullable ClusterTarget target) {
            return filters.of(target);
        }
    }
}
