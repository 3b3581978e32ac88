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
    private final boolean stripsAuthority;
    private final long idleNanos;

    OutboundListener(
            Listener listener, HttpConnectionManager manager, @Nullable RouteTable routes, String whyNoRoutes) {
        this.listener = listener;
        this.manager = manager;
        this.routes = routes;
        this.whyNoRoutes = whyNoRoutes;
        this.filters = FilterSteps.of(manager.filters());
        this.stripsAuthority =
                manager.stripAnyHostPort() || manager.stripMatchingHostPort() || manager.stripTrailingHostDot();
        this.idleNanos = manager.streamIdleTimeout().toNanos();
    }

    String name() {
        return listener.name();
    }

    /** The head as routes see it and as it goes upstream: the authority as the connection manager strips it. */
    RequestHead stripped(RequestHead head) {
        if (!stripsAuthority) {
            return head;
        }
        String authority = head.authority();
        int colon = RouteTable.portStart(authority);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0
                        || manager.stripAnyHostPort()
                        || (manager.stripMatchingHostPort() && isOwn(authority.substring(colon)))
                ? ""
                : authority.substring(colon);
        if (manager.stripTrailingHostDot() && host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        String stripped = host + port;
        return stripped.equals(authority) ? head : head.withAuthority(stripped);
    }

    private boolean isOwn(String port) {
        return listener.address().orElse(null) instanceof Address.Socket socket && port.equals(":" + socket.port());
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
