package io.meshsdk.grpc.internal.connect;

import io.grpc.LoadBalancer.PickResult;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Peer;
import io.meshsdk.grpc.internal.connect.Sending.Refusal;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import io.meshsdk.transport.Connections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one endpoint in one channel. The first is made when first asked for; one that failed fails what waits for it
 * and makes room for a fresh one, so that the engine alone says when to try again. Another is made where all are full, as far as
 * {@code CircuitBreakers.Thresholds.max_connections} allows; it stays until its peer or the endpoint goes.
 *
 * <p>Any thread may pick; all else runs in the channel's synchronization context.
 */
final class EndpointLink {
    private static final PickResult WAIT = PickResult.withNoResult();
    /** How long no other connection is tried after one more than the first could not be made. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ClusterChannel channel;
    private final Endpoint endpoint;
    private final Connections connections;
    private final ConnectionPermits permits;
    private final Runnable settled;
    /** Null until there is a subchannel. Written in the synchronization context, as all volatile fields here. */
    private volatile @Nullable EndpointConnection first;

    private volatile List<EndpointConnection> more = List.of();
    /** Whether one more is being made, or must not be tried just now. */
    private final AtomicBoolean growing = new AtomicBoolean();

    private volatile boolean resting;
    private volatile boolean gone;
    /** Why the last connection could not be made, while those that waited for it are told. */
    private volatile @Nullable Status failure;

    /** Connections are few, and each has many calls. */
    private volatile @Nullable Known known;

    /** One more than the first that is not connected yet. */
    private @Nullable EndpointConnection making;

    private boolean wanted;
    private boolean told;

    /**
     * @param settled told once, when the first connection is there, or could not be made
     */
    EndpointLink(ClusterChannel channel, Endpoint endpoint, Connections connections, Runnable settled) {
        this.channel = channel;
        this.endpoint = endpoint;
        this.connections = connections;
        this.settled = settled;
        this.permits = connections.permits(endpoint, RoutingPriority.DEFAULT);
    }

    ClusterChannel channel() {
        return channel;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Duration connectTimeout() {
        return connections.connectTimeout(endpoint);
    }

    /** Whether a call need not wait for a connection. */
    boolean hasRoom() {
        return withRoom() != null;
    }

    PickResult pick(Sending sending) {
        if (gone) {
            sending.refuse(Refusal.ENDPOINT_GONE, "the endpoint " + endpoint.address() + " was removed");
            return PickResult.withDrop(Status.UNAVAILABLE.withDescription(sending.why()));
        }
        EndpointConnection free = withRoom();
        if (free != null) {
            return sending.picked(free);
        }
        Status failed = failure;
        if (failed != null) {
            sending.refuse(Refusal.CONNECT_FAILURE, Causes.sentence(failed));
            return PickResult.withDrop(failed);
        }
        EndpointConnection one = first;
        if (one == null) {
            return WAIT;
        }
        Streams streams = one.streams();
        // Where a peer allows no stream at all another connection would not help.
        if (streams == null || streams.limit() == 0) {
            return sending.picked(one);
        }
        return grows() ? WAIT : sending.picked(leastBusy(one));
    }

    private @Nullable EndpointConnection withRoom() {
        EndpointConnection one = first;
        if (one != null && hasRoom(one)) {
            return one;
        }
        List<EndpointConnection> others = more;
        for (int i = 0; i < others.size(); i++) {
            if (hasRoom(others.get(i))) {
                return others.get(i);
            }
        }
        return null;
    }

    private static boolean hasRoom(EndpointConnection connection) {
        Streams streams = connection.streams();
        return streams != null && streams.hasRoom();
    }

    /** Whether one more connection is being made, or is from now on. */
    private boolean grows() {
        if (resting) {
            return false;
        }
        if (!growing.compareAndSet(false, true)) {
            return true;
        }
        if (!permits.tryAcquireConnection()) {
            growing.set(false);
            return false;
        }
        channel.inContext(this::grow);
        return true;
    }

    /** Where all are full, and there can be no other: a call waits for its turn in the connection. */
    private EndpointConnection leastBusy(EndpointConnection one) {
        EndpointConnection least = one;
        int running = runningOn(one);
        for (EndpointConnection each : more) {
            int there = runningOn(each);
            if (there < running) {
                running = there;
                least = each;
            }
        }
        return least;
    }

    private static int runningOn(EndpointConnection connection) {
        Streams streams = connection.streams();
        return streams == null ? Integer.MAX_VALUE : streams.running();
    }

    /** Who is at the other end of a connection of this link. */
    Peer peerOf(@Nullable SSLSession session) {
        if (session == null || !(channel.security() instanceof ClientSecurity.Tls tls)) {
            return Peer.PLAINTEXT;
        }
        Known last = known;
        if (last == null || last.session != session) {
            last = new Known(session, verified(tls, session));
            known = last;
        }
        return last.peer;
    }

    private static Peer verified(ClientSecurity.Tls tls, SSLSession session) {
        try {
            return tls.verify(session);
        } catch (SSLPeerUnverifiedException unverified) {
            // Its handshake passed the same rules; for the record it is nobody.
            return Peer.ANONYMOUS;
        }
    }

    // ---- in the synchronization context ----

    void start() {
        if (gone) {
            return;
        }
        try {
            EndpointConnection opened = EndpointConnection.first(
                    this, channel.helper(), Addresses.of(endpoint.address()), channel.attributesOf(endpoint), permits);
            first = opened;
            channel.repick();
            if (wanted) {
                opened.connect();
            }
        } catch (UnusableAddressException unusable) {
            failure = Status.UNAVAILABLE.withDescription(unusable.getMessage());
            channel.repick();
            tellSettled();
        }
    }

    private void grow() {
        if (gone) {
            permits.releaseConnection();
            return;
        }
        try {
            EndpointConnection made = EndpointConnection.another(
                    this, channel.helper(), Addresses.of(endpoint.address()), channel.attributesOf(endpoint), permits);
            making = made;
            List<EndpointConnection> now = new ArrayList<>(more);
            now.add(made);
            more = List.copyOf(now);
        } catch (UnusableAddressException unusable) {
            throw new IllegalStateException("one connection was made already", unusable);
        }
    }

    /** Connects before a call asks for it. */
    void warm() {
        if (told) {
            settled.run();
            return;
        }
        wanted = true;
        EndpointConnection one = first;
        if (one != null) {
            one.connect();
        }
    }

    void remove() {
        gone = true;
        channel.repick();
        closeFirst();
        List<EndpointConnection> others = more;
        more = List.of();
        others.forEach(EndpointConnection::close);
        tellSettled();
    }

    private void closeFirst() {
        EndpointConnection closing = first;
        first = null;
        if (closing != null) {
            closing.close();
        }
    }

    // ---- what a connection says, in the synchronization context ----

    void connected(EndpointConnection connection) {
        if (connection == first) {
            wanted = false;
            tellSettled();
        } else {
            made(connection);
        }
        channel.repick();
    }

    void idle(EndpointConnection connection) {
        if (connection != first) {
            forget(connection);
        }
        channel.repick();
    }

    void failed(EndpointConnection connection, Status why) {
        if (connection == first) {
            firstFailed(why);
        } else {
            forget(connection);
            rest();
            channel.repick();
        }
    }

    /** Those that wait are refused, then a fresh connection takes the place: the channel's own back-off never counts. */
    private void firstFailed(Status why) {
        wanted = false;
        failure = why;
        closeFirst();
        channel.repick();
        context().execute(() -> {
            failure = null;
            start();
        });
        tellSettled();
    }

    private void forget(EndpointConnection connection) {
        more = more.stream().filter(each -> each != connection).toList();
        connection.close();
        made(connection);
    }

    private void made(EndpointConnection connection) {
        if (connection == making) {
            making = null;
            growing.set(false);
        }
    }

    /** Nobody waits for another connection meanwhile: the others take all calls. */
    private void rest() {
        resting = true;
        context()
                .schedule(
                        () -> resting = false,
                        REST_NANOS,
                        TimeUnit.NANOSECONDS,
                        channel.helper().getScheduledExecutorService());
    }

    private SynchronizationContext context() {
        return channel.helper().getSynchronizationContext();
    }

    private void tellSettled() {
        if (!told) {
            told = true;
            settled.run();
        }
    }

    private record Known(SSLSession session, Peer peer) {}

    @Override
    public String toString() {
        return endpoint + " over " + channel;
    }
}
