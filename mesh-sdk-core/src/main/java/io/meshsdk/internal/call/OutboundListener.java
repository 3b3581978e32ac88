package io.meshsdk.internal.call;

import io.meshsdk.call.Address;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.Listener;
import org.jspecify.annotations.Nullable;

/** A listener through which calls go out, compiled. Immutable. */
final class OutboundListener implements ListenerChoice {
    private final Listener listener;
    private final HttpConnectionManager manager;
    /** Null where calls are refused. */
    private final @Nullable RouteTable routes;

    private final String whyNoRoutes;
    private final FilterSteps filters;
    /** Negative where it is bound to none. */
    private final int ownPort;

    private final long idleNanos;

    OutboundListener(
            Listener listener, HttpConnectionManager manager, @Nullable RouteTable routes, String whyNoRoutes) {
        this.listener = listener;
        this.manager = manager;
        this.routes = routes;
        this.whyNoRoutes = whyNoRoutes;
        this.filters = FilterSteps.of(manager.filters());
        this.ownPort = listener.address().orElse(null) instanceof Address.Socket socket ? socket.port() : -1;
        this.idleNanos = manager.streamIdleTimeout().toNanos();
    }

    String name() {
        return listener.name();
    }

    /** The head as routes see it and as it goes upstream: the authority as the connection manager strips it. */
    RequestHead stripped(RequestHead head) {
        return Authorities.stripped(head, manager, ownPort);
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

    /** 0 none. */
    long idleNanos() {
        return idleNanos;
    }
}
