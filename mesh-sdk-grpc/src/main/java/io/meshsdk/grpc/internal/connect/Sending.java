package io.meshsdk.grpc.internal.connect;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Grpc;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.meshsdk.call.Peer;
import io.meshsdk.transport.ConnectionPermits;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on its way: which link it takes, and what was seen of it. Whether a peer may have processed it is told by the
 * picker and by these events, never by a status alone.
 *
 * <p>Written by threads of the channel, one after another; read when its call was closed.
 */
public final class Sending extends ClientStreamTracer {
    static final CallOptions.Key<Sending> KEY = CallOptions.Key.create("io.meshsdk.grpc.sending");

    private static final AtomicIntegerFieldUpdater<Sending> REPEATS =
            AtomicIntegerFieldUpdater.newUpdater(Sending.class, "repeats");

    /** One for all calls: it finds the attempt among the call's options. */
    private static final ClientStreamTracer.Factory FACTORY = new ClientStreamTracer.Factory() {
        @Override
        public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
            Sending sending = info.getCallOptions().getOption(KEY);
            if (info.isTransparentRetry()) {
                sending.repeated();
            }
            return sending;
        }
    };

    final EndpointLink link;
    /** What it waits with for a connection, until it has one; null where it never had to. */
    private @Nullable AtomicReference<@Nullable ConnectionPermits> waits;

    /** Of the connection that was picked; null where that has none yet. */
    private volatile @Nullable Streams picked;
    /** Where it counts. */
    private volatile @Nullable Streams runs;

    private volatile @Nullable Refusal refusal;
    private volatile String why = "";
    /** Of the connection that took it; written before {@link #created}. */
    private @Nullable SSLSession session;

    private volatile boolean created;
    private volatile boolean requested;
    private volatile boolean ended;
    private volatile boolean unprocessed;
    private volatile int repeats;

    Sending(EndpointLink link) {
        this.link = link;
    }

    /** The inner call that this attempt is. */
    public <Q, P> ClientCall<Q, P> call(MethodDescriptor<Q, P> method, CallOptions options) {
        return link.channel()
                .calls()
                .newCall(method, options.withOption(KEY, this).withStreamTracerFactory(FACTORY));
    }

    /**
     * Takes leave to wait, where there is no connection yet.
     *
     * @return false where the limit of waiting calls is reached
     */
    public boolean admit(ConnectionPermits of) {
        if (link.hasRoom()) {
            return true;
        }
        if (!of.tryAcquirePending()) {
            return false;
        }
        waits = new AtomicReference<>(of);
        return true;
    }

    /** The inner call is over, or was never begun. */
    public void release() {
        waitsNoMore();
        link.channel().release();
    }

    /** What the picker refused it for; null where it did not. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** Why the picker refused it. */
    public String why() {
        return why;
    }

    /** Who is at the other end of the connection that took it. */
    public Peer peer() {
        return link.peerOf(session);
    }

    /** Whether its head was written to a connection. */
    public boolean requested() {
        return requested;
    }

    /** Whether the server's own status has come. */
    public boolean ended() {
        return ended;
    }

    /** How often the channel itself has sent it again, because it never got on the wire. */
    public int repeats() {
        return repeats;
    }

    /** Whether a stream of it had been on the wire, and its server certainly did not process it. */
    boolean wasRefusedByPeer() {
        return unprocessed;
    }

    PickResult picked(EndpointConnection connection) {
        picked = connection.streams();
        return connection.result();
    }

    void refuse(Refusal what, String reason) {
        why = reason;
        refusal = what;
    }

    private void repeated() {
        if (requested) {
            // It goes no further: the picker refuses it.
            unprocessed = true;
        } else {
            REPEATS.incrementAndGet(this);
        }
        created = false;
        requested = false;
    }

    private void waitsNoMore() {
        AtomicReference<@Nullable ConnectionPermits> waiting = waits;
        ConnectionPermits taken = waiting == null ? null : waiting.getAndSet(null);
        if (taken != null) {
            taken.releasePending();
        }
    }

    @Override
    public void streamCreated(Attributes transportAttributes, Metadata headers) {
        session = transportAttributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        created = true;
        Streams on = picked;
        if (on != null) {
            on.began();
            runs = on;
        }
        waitsNoMore();
    }

    @Override
    public void streamClosed(Status status) {
        Streams on = runs;
        if (on != null) {
            runs = null;
            on.ended();
        }
    }

    @Override
    public void outboundHeaders() {
        requested = true;
    }

    @Override
    public void inboundTrailers(Metadata trailers) {
        ended = true;
    }

    /** Whether a connection took it, though it may have waited there for its turn. */
    public boolean created() {
        return created;
    }

    /** What a picker refuses for. */
    public enum Refusal {
        /** TCP, TLS or the peer's settings failed, or did not come in time. */
        CONNECT_FAILURE,
        /** The endpoint was removed before there was a connection. */
        ENDPOINT_GONE,
        /** The peer said that it did not process it. */
        UNPROCESSED
    }
}
