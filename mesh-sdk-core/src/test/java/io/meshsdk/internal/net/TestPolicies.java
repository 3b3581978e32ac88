package io.meshsdk.internal.net;

import io.meshsdk.call.Endpoint;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ConnectionPermits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One policy and one set of counted permits for all endpoints. */
final class TestPolicies implements ConnectionPolicies, ConnectionPermits {
    volatile ConnectionPolicy policy = new ConnectionPolicy(Duration.ofSeconds(5), HttpProtocolOptions.HTTP1);
    volatile int maxConnections = 1024;
    volatile int maxPending = 1024;
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger pending = new AtomicInteger();

    @Override
    public ConnectionPermits permits(Endpoint endpoint, RoutingPriority priority) {
        return this;
    }

    @Override
    public ConnectionPolicy policy(Endpoint endpoint) {
        return policy;
    }

    @Override
    public boolean tryAcquireConnection() {
        if (connections.get() >= maxConnections) {
            return false;
        }
        connections.incrementAndGet();
        return true;
    }

    @Override
    public void acquireConnection() {
        connections.incrementAndGet();
    }

    @Override
    public void releaseConnection() {
        connections.decrementAndGet();
    }

    @Override
    public boolean tryAcquirePending() {
        if (pending.get() >= maxPending) {
            return false;
        }
        pending.incrementAndGet();
        return true;
    }

    @Override
    public void releasePending() {
        pending.decrementAndGet();
    }
}
