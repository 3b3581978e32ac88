package io.meshsdk.transport;

import io.meshsdk.call.Endpoint;
import io.meshsdk.model.RouteAction.RoutingPriority;
import java.time.Duration;

/**
 * For adapters that keep connections of their own: what the mesh says of connections to its endpoints.
 *
 * <p>Safe for use by many threads.
 */
public interface Connections {
    /** Of the endpoint's cluster, counted across all adapters. The same object for the same cluster and priority. */
    ConnectionPermits permits(Endpoint endpoint, RoutingPriority priority);

    /** What a connection made now must use. */
    ClientSecurity security(Endpoint endpoint);

    /** {@code Cluster.connect_timeout} as it is now: for TCP, TLS and the peer's first word together. */
    Duration connectTimeout(Endpoint endpoint);

    /** Tells the listener from now on. */
    void listen(Listener listener);

    /** Tells it no more. */
    void forget(Listener listener);

    /** Told on the control thread. Must not block. */
    interface Listener {
        /** The endpoint or its cluster is gone: its connections drain. */
        void removed(Endpoint endpoint);

        /** Connections made from now on use this security; those of former generations drain. */
        void rekeyed(Endpoint endpoint, ClientSecurity now);
    }
}
