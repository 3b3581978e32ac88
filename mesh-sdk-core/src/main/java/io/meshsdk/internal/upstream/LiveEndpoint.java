package io.meshsdk.internal.upstream;

import io.meshsdk.call.Address;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment.LbEndpoint;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One endpoint with what is known of it now. The object stays as long as its address stays in its cluster.
 *
 * <p>Safe for use by many threads; the control thread alone changes what is configured.
 */
public final class LiveEndpoint implements Endpoint {
    private final Upstream upstream;
    private final Address address;
    private final AtomicInteger active = new AtomicInteger();
    /** Written by the control thread, as are all volatile fields here. */
    private volatile LbEndpoint configured;

    private volatile Locality locality;
    private volatile ClientSecurity security;
    private volatile boolean removed;

    LiveEndpoint(Upstream upstream, LbEndpoint configured, Locality locality, ClientSecurity security) {
        this.upstream = upstream;
        this.address = configured.address();
        this.configured = configured;
        this.locality = locality;
        this.security = security;
    }

    @Override
    public String cluster() {
        return upstream.name();
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public String hostname() {
        return configured.hostname();
    }

    @Override
    public Locality locality() {
        return locality;
    }

    @Override
    public Metadata metadata() {
        return configured.metadata();
    }

    @Override
    public boolean removed() {
        return removed;
    }

    /** What a connection made now must use. */
    public ClientSecurity security() {
        return security;
    }

    /** Attempts in flight. */
    public int active() {
        return active.get();
    }

    /** Counted among the connections of its cluster, not of itself. */
    public ConnectionPermits permits(RoutingPriority priority) {
        return upstream.permits(priority);
    }

    /** The cluster's configuration of now: timeouts, buffer limits, protocol. */
    public Cluster configuration() {
        return upstream.configuration();
    }

    @Override
    public String toString() {
        return cluster() + "/" + address;
    }

    LbEndpoint configured() {
        return configured;
    }

    /** Ended exactly once. */
    public void attemptStarted() {
        active.incrementAndGet();
    }

    public void attemptEnded() {
        active.decrementAndGet();
    }

    void change(LbEndpoint changed, Locality changedLocality) {
        configured = changed;
        locality = changedLocality;
    }

    /** Whether that is another generation. */
    boolean secure(ClientSecurity changed) {
        boolean other = security.generation() != changed.generation();
        security = changed;
        return other;
    }

    void remove() {
        removed = true;
    }
}
