package io.meshsdk.grpc.internal.connect;

import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Peer;
import io.meshsdk.grpc.internal.connect.Sending.Refusal;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import io.meshsdk.transport.Connections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one endpoint in one channel. It is made when first asked for; one that failed fails what waits for it and
 * makes room for a fresh one, so that the engine alone says when to try again.
 *
 * <p>Any thread may pick; all else runs in the channel's synchronization context.
 */
final class EndpointLink {
    private static final PickResult WAIT = PickResult.withNoResult();

    private final ClusterChannel channel;
    private final Endpoint endpoint;
    private final Connections connections;
    private final ConnectionPermits permits;
    private final Runnable settled;
    /** What a pick gets, unless it is refused. Written in the synchronization context, as all volatile fields here. */
    private volatile PickResult result = WAIT;

    private volatile boolean ready;
    private volatile boolean gone;
    /** Why the last connection could not be made, while those that waited for it are told. */
    private volatile @Nullable Status failure;

    private @Nullable Subchannel subchannel;
    private SynchronizationContext.@Nullable ScheduledHandle connectTimer;
    /** Connections are few, and each has many calls. */
    private volatile @Nullable Known known;

    private boolean counted;
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

    boolean isReady() {
        return ready;
    }

    PickResult pick(Sending sending) {
        if (gone) {
            sending.refuse(Refusal.ENDPOINT_GONE, "the endpoint " + endpoint.address() + " was removed");
            return PickResult.withDrop(Status.UNAVAILABLE.withDescription(sending.why()));
        }
        Status failed = failure;
        if (failed != null) {
            sending.refuse(Refusal.CONNECT_FAILURE, Causes.sentence(failed));
            return PickResult.withDrop(failed);
        }
        return result;
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
            open();
        } catch (UnusableAddressException unusable) {
            failure = Status.UNAVAILABLE.withDescription(unusable.getMessage());
            channel.repick();
            tellSettled();
        }
    }

    private void open() throws UnusableAddressException {
        LoadBalancer.Helper helper = channel.helper();
        EquivalentAddressGroup address =
                new EquivalentAddressGroup(Addresses.of(endpoint.address()), channel.attributesOf(endpoint));
        Subchannel opened = helper.createSubchannel(
                CreateSubchannelArgs.newBuilder().setAddresses(List.of(address)).build());
        subchannel = opened;
        opened.start(state -> changed(opened, state));
        result = PickResult.withSubchannel(opened);
        channel.repick();
        if (wanted) {
            opened.requestConnection();
        }
    }

    /** Connects before a call asks for it. */
    void warm() {
        if (told) {
            settled.run();
            return;
        }
        wanted = true;
        if (subchannel != null) {
            subchannel.requestConnection();
        }
    }

    void remove() {
        gone = true;
        channel.repick();
        close();
        tellSettled();
    }

    private void close() {
        ready = false;
        stopTimer();
        countOff();
        Subchannel closing = subchannel;
        subchannel = null;
        result = WAIT;
        if (closing != null) {
            // Streams that run may end; what is idle is closed a little later.
            closing.shutdown();
        }
    }

    private void changed(Subchannel from, ConnectivityStateInfo state) {
        if (from != subchannel) {
            return;
        }
        ready = state.getState() == ConnectivityState.READY;
        switch (state.getState()) {
            case CONNECTING -> connecting(from);
            case READY -> {
                stopTimer();
                wanted = false;
                channel.repick();
                tellSettled();
            }
            case IDLE -> {
                stopTimer();
                countOff();
                channel.repick();
            }
            case TRANSIENT_FAILURE -> failed(state.getStatus());
            case SHUTDOWN -> countOff();
        }
    }

    private void connecting(Subchannel from) {
        if (!counted) {
            counted = true;
            // Whatever the limit: the endpoint has no other connection.
            permits.acquireConnection();
        }
        stopTimer();
        long limit = connections.connectTimeout(endpoint).toNanos();
        connectTimer = channel.helper()
                .getSynchronizationContext()
                .schedule(
                        () -> {
                            if (from == subchannel && !ready) {
                                failed(Status.UNAVAILABLE.withDescription("no connection to " + endpoint.address()
                                        + " within " + TimeUnit.NANOSECONDS.toMillis(limit) + " ms"));
                            }
                        },
                        limit,
                        TimeUnit.NANOSECONDS,
                        channel.helper().getScheduledExecutorService());
    }

    /** Those that wait are refused, then a fresh connection takes the place: the channel's own back-off never counts. */
    private void failed(Status why) {
        wanted = false;
        failure = why;
        close();
        channel.repick();
        channel.helper().getSynchronizationContext().execute(() -> {
            failure = null;
            start();
        });
        tellSettled();
    }

    private void tellSettled() {
        if (!told) {
            told = true;
            settled.run();
        }
    }

    private void stopTimer() {
        if (connectTimer != null) {
            connectTimer.cancel();
            connectTimer = null;
        }
    }

    private void countOff() {
        if (counted) {
            counted = false;
            permits.releaseConnection();
        }
    }

    private record Known(SSLSession session, Peer peer) {}

    @Override
    public String toString() {
        return endpoint + " over " + channel;
    }
}
