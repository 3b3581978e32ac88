package io.meshsdk.grpc.internal.connect;

import io.meshsdk.call.Endpoint;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.Connections;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The inner channels of one mesh, and which link each endpoint uses now.
 *
 * <p>Rotation: the endpoints of a new generation of security get links in a channel of their own, which connect at once; until such a link is
 * connected, or could not be, attempts take the former one. Then it is swapped, and the former channel ends with its last attempt. From
 * plaintext to TLS it is swapped at once, and attempts wait: nothing may go in plaintext where TLS is asked for.
 *
 * <p>Safe for use by many threads.
 */
public final class ClusterChannels implements Connections.Listener {
    private final Connections connections;
    private final ChannelMaker maker;
    /** Read without the lock; written under it. */
    private final Map<Endpoint, EndpointLink> links = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    /** Links that connect and are not in use yet. Guarded by {@link #lock}. */
    private final Map<Endpoint, EndpointLink> warming = new HashMap<>();

    /** Channels that have links. Guarded by {@link #lock}. */
    private final Map<Key, Shared> channels = new HashMap<>();

    /** Guarded by {@link #lock}. */
    private boolean closed;

    ClusterChannels(Connections connections, ChannelMaker maker) {
        this.connections = connections;
        this.maker = maker;
        connections.listen(this);
    }

    /**
     * An attempt on an endpoint, which must be {@link Sending#release}d.
     *
     * @param security of the attempt
     * @throws IllegalArgumentException where no connection may be made; says why
     */
    public Sending open(Endpoint endpoint, ClientSecurity security) {
        EndpointLink link = links.get(endpoint);
        if (link != null && link.channel().security().generation() != security.generation()) {
            // Mostly the attempt is the older one. Else the new generation is being connected, or is yet to be told of.
            rekeyed(endpoint, connections.security(endpoint));
            link = links.get(endpoint);
        }
        EndpointLink taken = link != null && link.channel().acquire() ? link : acquired(endpoint);
        if (security instanceof ClientSecurity.Tls && isPlaintext(taken)) {
            taken.channel().release();
            throw new IllegalArgumentException("the endpoint has plaintext by now, and the attempt asks for TLS");
        }
        return new Sending(taken);
    }

    private static boolean isPlaintext(EndpointLink link) {
        return link.channel().security() instanceof ClientSecurity.Plaintext;
    }

    /** The link of now, or the first; its channel has a reference more. */
    private EndpointLink acquired(Endpoint endpoint) {
        lock.lock();
        try {
            EndpointLink link = links.get(endpoint);
            if (link == null) {
                link = link(endpoint, connections.security(endpoint));
                links.put(endpoint, link);
            }
            link.channel().acquire();
            if (endpoint.removed() || closed) {
                // Whoever told of it found no link yet.
                drop(endpoint);
            }
            return link;
        } finally {
            lock.unlock();
        }
    }

    private EndpointLink link(Endpoint endpoint, ClientSecurity security) {
        Key key = new Key(endpoint.cluster(), security.generation());
        Shared shared = channels.computeIfAbsent(
                key, absent -> new Shared(new ClusterChannel(endpoint.cluster(), security, maker)));
        shared.links++;
        shared.channel.acquire();
        EndpointLink link =
                new EndpointLink(shared.channel, endpoint, connections, () -> settled(endpoint, shared.channel));
        shared.channel.inContext(link::start);
        return link;
    }

    // ---- what the mesh says ----

    @Override
    public void removed(Endpoint endpoint) {
        lock.lock();
        try {
            drop(endpoint);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rekeyed(Endpoint endpoint, ClientSecurity now) {
        lock.lock();
        try {
            EndpointLink link = links.get(endpoint);
            EndpointLink next = warming.get(endpoint);
            if (link == null
                    || (next == null ? link : next).channel().security().generation() == now.generation()) {
                return;
            }
            if (next != null) {
                warming.remove(endpoint);
                retire(next);
            }
            if (maker.refusal(now).isPresent() || closed) {
                links.remove(endpoint);
                retire(link);
            } else if (link.channel().security().generation() != now.generation()) {
                EndpointLink made = link(endpoint, now);
                if (isPlaintext(link)) {
                    links.put(endpoint, made);
                    retire(link);
                } else {
                    warming.put(endpoint, made);
                }
                made.channel().inContext(made::warm);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A link is connected, or could not be: if it was warming it is used from now on. */
    private void settled(Endpoint endpoint, ClusterChannel of) {
        lock.lock();
        try {
            EndpointLink next = warming.get(endpoint);
            if (next != null && next.channel() == of) {
                warming.remove(endpoint);
                EndpointLink former = links.put(endpoint, next);
                if (former != null) {
                    retire(former);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void drop(Endpoint endpoint) {
        EndpointLink link = links.remove(endpoint);
        if (link != null) {
            retire(link);
        }
        EndpointLink next = warming.remove(endpoint);
        if (next != null) {
            retire(next);
        }
    }

    private void retire(EndpointLink link) {
        ClusterChannel channel = link.channel();
        Key key = new Key(link.endpoint().cluster(), channel.security().generation());
        Shared shared = channels.get(key);
        if (shared != null && shared.channel == channel && --shared.links == 0) {
            channels.remove(key);
        }
        channel.inContext(link::remove);
        channel.release();
    }

    /** Ends all connections; calls that run are cancelled. */
    void close() {
        connections.forget(this);
        List<ClusterChannel> ending = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            channels.values().forEach(each -> ending.add(each.channel));
            List.copyOf(links.keySet()).forEach(this::drop);
        } finally {
            lock.unlock();
        }
        ending.forEach(each -> each.calls().shutdownNow());
    }

    private record Key(String cluster, long generation) {}

    private static final class Shared {
        final ClusterChannel channel;
        int links;

        Shared(ClusterChannel channel) {
            this.channel = channel;
        }
    }
}
