package io.meshsdk.internal.call;

import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpFilter;
import io.meshsdk.model.Listener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A listener through which calls go out, compiled. Immutable. */
final class OutboundListener implements ListenerChoice {
    private final Listener listener;
    private final HttpConnectionManager manager;
    /** Null where calls are refused. */
    private final @Nullable RouteTable routes;

    private final String whyNoRoutes;
    private final FilterSteps filters;
    private final long idleNanos;

    OutboundListener(
            Listener listener, HttpConnectionManager manager, @Nullable RouteTable routes, String whyNoRoutes) {
        this.listener = listener;
        this.manager = manager;
        this.routes = routes;
        this.whyNoRoutes = whyNoRoutes;
        this.filters = FilterSteps.of(manager.filters());
        this.idleNanos = manager.streamIdleTimeout().toNanos();
    }

    String name() {
        return listener.name();
    }

    boolean isApi() {
        return listener.apiListener().isPresent();
    }

    Listener model() {
        return listener;
    }

    @Nullable
    RouteTable routes() {
        return routes;
    }

    String whyNoRoutes() {
        return whyNoRoutes;
    }

    FilterSteps filters() {
        return filters;
    }

    List<HttpFilter> filterModels() {
        return manager.filters();
    }

    /** 0 none. */
    long idleNanos() {
        return idleNanos;
    }
}
