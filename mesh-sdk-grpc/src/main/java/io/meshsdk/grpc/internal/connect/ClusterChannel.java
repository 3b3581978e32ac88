package io.meshsdk.grpc.internal.connect;

import io.grpc.Attributes;
import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.ManagedChannel;
import io.meshsdk.call.Address;
import io.meshsdk.call.Endpoint;
import io.meshsdk.transport.ClientSecurity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The inner channel of one cluster and generation of its security. It ends when its last link was taken from it and no attempt
 * refers to it: a channel that is shut down earlier fails attempts that were picked and not yet begun.
 *
 * <p>Safe for use by many threads.
 */
final class ClusterChannel {
    static final Attributes.Key<ClusterChannel> KEY = Attributes.Key.create("io.meshsdk.grpc.cluster");

    private static final int CLOSED = Integer.MIN_VALUE;

    private final EndpointPicker picker = new EndpointPicker();
    private final String cluster;
    private final ClientSecurity security;
    private final ManagedChannel channel;
    /** Attempts and links that refer to it; {@link #CLOSED} for good once there are none. */
    private final AtomicInteger references = new AtomicInteger();

    private final ReentrantLock lock = new ReentrantLock();
    /** Links that came before the balancer. Guarded by {@link #lock}. */
    private final List<Runnable> early = new ArrayList<>();

    /** Written once, under {@link #lock}. */
    private volatile LoadBalancer.@Nullable Helper helper;

    ClusterChannel(String cluster, ClientSecurity security, ChannelMaker maker) {
        this.cluster = cluster;
        this.security = security;
        this.channel = maker.make(security, ClusterResolver.registryFor(this));
        // Starts resolver and balancer.
        channel.getState(true);
    }

    /** Where inner calls are made. */
    ManagedChannel calls() {
        return channel;
    }

    ClientSecurity security() {
        return security;
    }

    /** Whether it still may be used; each yes is {@link #release}d. */
    boolean acquire() {
        int now = references.get();
        while (now >= 0) {
            if (references.compareAndSet(now, now + 1)) {
                return true;
            }
            now = references.get();
        }
        return false;
    }

    void release() {
        if (references.decrementAndGet() == 0 && references.compareAndSet(0, CLOSED)) {
            channel.shutdown();
        }
    }

    /** In the channel's synchronization context, at once or as soon as there is one. */
    void inContext(Runnable task) {
        LoadBalancer.Helper attached = helper;
        if (attached == null) {
            lock.lock();
            try {
                attached = helper;
                if (attached == null) {
                    early.add(task);
                    return;
                }
            } finally {
                lock.unlock();
            }
        }
        attached.getSynchronizationContext().execute(task);
    }

    // ---- in the synchronization context ----

    void attach(LoadBalancer.Helper attached) {
        List<Runnable> tasks;
        lock.lock();
        try {
            helper = attached;
            tasks = List.copyOf(early);
            early.clear();
        } finally {
            lock.unlock();
        }
        tasks.forEach(Runnable::run);
        repick();
    }

    LoadBalancer.Helper helper() {
        LoadBalancer.Helper attached = helper;
        if (attached == null) {
            throw new IllegalStateException("a link begins before its channel has a balancer");
        }
        return attached;
    }

    /** Lets every attempt that waits be picked again. Always READY: what a connection's state means is told by the pick. */
    void repick() {
        helper().updateBalancingState(ConnectivityState.READY, picker);
    }

    /** The name that the connection's TLS asks for; an address where none is sent, for TLS sends none for addresses. */
    Attributes attributesOf(Endpoint endpoint) {
        if (!(security instanceof ClientSecurity.Tls tls)) {
            return Attributes.EMPTY;
        }
        return Attributes.newBuilder()
                .set(
                        EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE,
                        tls.serverName(endpoint).orElseGet(() -> literal(endpoint)))
                .build();
    }

    private static String literal(Endpoint endpoint) {
        return endpoint.address() instanceof Address.Socket socket ? socket.toString() : "127.0.0.1";
    }

    @Override
    public String toString() {
        return cluster + " generation " + security.generation();
    }
}
