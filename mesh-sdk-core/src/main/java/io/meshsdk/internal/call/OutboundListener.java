package io.meshsdk.internal.call;

import io.meshsdk.call.Address;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.authz.PathDecision;
import io.meshsdk.internal.authz.PathNormalizer;
import io.meshsdk.internal.filter.FilterDecision;
import io.meshsdk.internal.filter.HttpFilters;
import io.meshsdk.internal.filter.RbacTrace;
import io.meshsdk.internal.route.ClusterTarget;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.model.FilterConfig;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.Listener;
import org.jspecify.annotations.Nullable;

/** A listener through which calls go out, compiled. Immutable. */
final class OutboundListener implements ListenerChoice {
    private final Listener listener;
    private final HttpConnectionManager manager;
    /** Null where calls are refused. */
    private final @Nullable RouteTable routes;

    private final String whyNoRoutes;
    private final RouteFilters filters;
    /** Null where paths stay as they are. */
    private final @Nullable PathNormalizer paths;

    private final boolean suppressesEnvoyHeaders;
    /** Negative where it is bound to none. */
    private final int ownPort;

    private final long idleNanos;

    OutboundListener(
            Listener listener, HttpConnectionManager manager, @Nullable RouteTable routes, String whyNoRoutes) {
        this.listener = listener;
        this.manager = manager;
        this.routes = routes;
        this.whyNoRoutes = whyNoRoutes;
        this.filters = new RouteFilters(routes, overrides -> HttpFilters.outbound(manager.filters(), overrides));
        this.paths = manager.pathNormalization().equals(PathNormalization.NONE)
                ? null
                : new PathNormalizer(manager.pathNormalization());
        this.suppressesEnvoyHeaders = manager.filters().stream()
                .anyMatch(filter ->
                        filter.config() instanceof FilterConfig.Router router && router.suppressEnvoyHeaders());
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

    /** The path as routes and servers are to read it, or why it is refused; null where it stays as it is. */
    @Nullable
    PathDecision normalized(String path) {
        if (paths == null) {
            // Envoy takes no fragment, whatever is configured.
            return path.indexOf('#') < 0 ? null : new PathDecision.Reject("a fragment in the path");
        }
        return paths.normalize(path);
    }

    /** {@code suppress_envoy_headers} of the router. */
    boolean suppressesEnvoyHeaders() {
        return suppressesEnvoyHeaders;
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

    /** Whether filters have a say in calls without a route. */
    boolean mayRefuse() {
        return !filters.of(null).isEmpty();
    }

    /**
     * What the filters say of a call.
     *
     * @param target null where no route was found
     */
    FilterDecision filtered(@Nullable ClusterTarget target, RequestHead head) {
        HttpFilters chain = filters.of(target);
        return chain.isEmpty() ? FilterDecision.PASS : chain.run(Subjects.goingOut(head), RbacTrace.SILENT);
    }

    /** 0 none. */
    long idleNanos() {
        return idleNanos;
    }
}
