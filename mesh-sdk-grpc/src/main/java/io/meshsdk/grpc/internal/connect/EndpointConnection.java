package io.meshsdk.grpc.internal.connect;

import io.grpc.Attributes;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.meshsdk.transport.ConnectionPermits;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a link: its subchannel, the time it may take to be made, the permit that it counts for, and what runs on it.
 *
 * <p>Any thread may pick; all else runs in the channel's synchronization context.
 */
final class EndpointConnection {
    private final EndpointLink link;
    private final LoadBalancer.Helper helper;
    private final ConnectionPermits permits;
    private final Subchannel subchannel;
    private final PickResult result;
    /** Written by the loop of the socket, before the connection is ready. */
    private volatile @Nullable Channel socket;
    /** Null unless it is ready. */
    private volatile @Nullable Streams streams;

    private SynchronizationContext.@Nullable ScheduledHandle connectTimer;
    private boolean counted;
    private boolean closed;

    /**
     * @param counted whether a permit was taken for it already
     */
    private EndpointConnection(
            EndpointLink link,
            LoadBalancer.Helper helper,
            InetSocketAddress address,
            Attributes attributes,
            ConnectionPermits permits,
            boolean counted) {
        this.link = link;
        this.helper = helper;
        this.permits = permits;
        this.counted = counted;
        DialledAddress dialled = new DialledAddress(address, dialledBy -> socket = dialledBy);
        subchannel = helper.createSubchannel(CreateSubchannelArgs.newBuilder()
                .setAddresses(List.of(new EquivalentAddressGroup(dialled, attributes)))
                .build());
        result = PickResult.withSubchannel(subchannel);
        subchannel.start(this::changed);
    }

    /** One that is made when it is asked for, whatever the limit: the endpoint has no other. */
    static EndpointConnection first(
            EndpointLink link,
            LoadBalancer.Helper helper,
            InetSocketAddress address,
            Attributes attributes,
            ConnectionPermits permits) {
        return new EndpointConnection(link, helper, address, attributes, permits, false);
    }

    /** One more, made at once; a permit was taken for it. */
    static EndpointConnection another(
            EndpointLink link,
            LoadBalancer.Helper helper,
            InetSocketAddress address,
            Attributes attributes,
            ConnectionPermits permits) {
        EndpointConnection made = new EndpointConnection(link, helper, address, attributes, permits, true);
        made.connect();
        return made;
    }

    /** What a pick of it gets; it is connected by that. */
    PickResult result() {
        return result;
    }

    /** Null unless it is ready. */
    @Nullable
    Streams streams() {
        return streams;
    }

    void connect() {
        subchannel.requestConnection();
    }

    /** Streams that run may end; what is idle is closed a little later. */
    void close() {
        closed = true;
        streams = null;
        stopTimer();
        countOff();
        subchannel.shutdown();
    }

    private void changed(ConnectivityStateInfo state) {
        if (closed) {
            return;
        }
        switch (state.getState()) {
            case CONNECTING -> connecting();
            case READY -> {
                stopTimer();
                streams = Streams.on(socket);
                link.connected(this);
            }
            case IDLE -> {
                stopTimer();
                streams = null;
                countOff();
                link.idle(this);
            }
            case TRANSIENT_FAILURE -> link.failed(this, state.getStatus());
            case SHUTDOWN -> close();
        }
    }

    private void connecting() {
        streams = null;
        if (!counted) {
            counted = true;
            permits.acquireConnection();
        }
        stopTimer();
        Duration limit = link.connectTimeout();
        connectTimer = helper.getSynchronizationContext()
                .schedule(
                        () -> {
                            if (!closed && streams == null) {
                                link.failed(this, late(limit));
                            }
                        },
                        limit.toNanos(),
                        TimeUnit.NANOSECONDS,
                        helper.getScheduledExecutorService());
    }

    private Status late(Duration limit) {
        return Status.UNAVAILABLE.withDescription(
                "no connection to " + link.endpoint().address() + " within " + limit.toMillis() + " ms");
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
}
