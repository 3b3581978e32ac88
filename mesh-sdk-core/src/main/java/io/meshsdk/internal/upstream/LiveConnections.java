package io.meshsdk.internal.upstream;

import io.meshsdk.call.Endpoint;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import io.meshsdk.transport.Connections;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What {@link Upstreams} says of connections, for adapters that know no {@link LiveEndpoint}. Safe for use by many threads. */
public final class LiveConnections implements Connections, EndpointListener {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    @Override
    public ConnectionPermits permits(Endpoint endpoint, RoutingPriority priority) {
        return live(endpoint).permits(priority);
    }

    @Override
    public ClientSecurity security(Endpoint endpoint) {
        return live(endpoint).security();
    }

    @Override
    public Duration connectTimeout(Endpoint endpoint) {
        return live(endpoint).configuration().connectTimeout();
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void forget(Listener listener) {
        listeners.remove(listener);
    }

    @Override
    public void removed(LiveEndpoint endpoint) {
        listeners.forEach(each -> each.removed(endpoint));
    }

    @Override
    public void rekeyed(LiveEndpoint endpoint) {
        listeners.forEach(each -> each.rekeyed(endpoint, endpoint.security()));
    }

    private static LiveEndpoint live(Endpoint endpoint) {
        if (endpoint instanceof LiveEndpoint live) {
            return live;
        }
        throw new IllegalArgumentException("not an endpoint of a cluster: " + endpoint.address());
    }
}
