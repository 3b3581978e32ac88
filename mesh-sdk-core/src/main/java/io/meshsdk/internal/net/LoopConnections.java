package io.meshsdk.internal.net;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All connections of one event loop, which alone uses them. */
final class LoopConnections {
    /** How late an idle connection may be closed; it is not used again in any case. */
    private static final long SWEEP_MILLIS = 1_000;

    private final EventLoop loop;
    private final Sockets sockets;
    private final ConnectionPolicies policies;
    private final Time time;
    private final HeadScratch scratch = new HeadScratch();
    private final HeadWriter heads = new HeadWriter();
    private final Http2RequestFields fields = new Http2RequestFields();
    /** The first of each endpoint's pools, which go on by {@link EndpointPool#next}. */
    private final Map<Endpoint, EndpointPool> pools = new IdentityHashMap<>();

    private @Nullable Future<?> sweep;
    private boolean closing;
    private long readNanos;
    private @Nullable Runnable onQuiet;

    /** Written by the loop, read by all. */
    private final AtomicInteger open = new AtomicInteger();

    LoopConnections(EventLoop loop, Sockets sockets, ConnectionPolicies policies, Time time) {
        this.loop = loop;
        this.sockets = sockets;
        this.policies = policies;
        this.time = time;
    }

    EventLoop loop() {
        return loop;
    }

    Sockets sockets() {
        return sockets;
    }

    ConnectionPolicies policies() {
        return policies;
    }

    HeadScratch scratch() {
        return scratch;
    }

    HeadWriter heads() {
        return heads;
    }

    Http2RequestFields fields() {
        return fields;
    }

    long nanos() {
        return time.nanos();
    }

    /** A connection begins to read: the clock is asked once for all that comes of it. */
    void reads() {
        readNanos = time.nanos();
    }

    long readNanos() {
        return readNanos;
    }

    int open() {
        return open.get();
    }

    ClientExchange start(
            Endpoint endpoint,
            ClientSecurity security,
            ConnectionPermits permits,
            RequestHead head,
            RequestEnd end,
            ExchangeListener listener) {
        EndpointPool pool = pool(endpoint, security, permits);
        Exchange exchange;
        try {
            exchange = exchange(pool, head, end, listener);
        } catch (ProtocolViolation violation) {
            removeIfUnused(pool);
            listener.failed(Ends.unsendable(violation));
            return Ended.EXCHANGE;
        }
        if (closing) {
            removeIfUnused(pool);
            exchange.fail(Ends.closed());
        } else {
            pool.add(exchange);
        }
        return exchange;
    }

    /** What must not be sent is found here, before a connection is taken for it. */
    private Exchange exchange(EndpointPool pool, RequestHead head, RequestEnd end, ExchangeListener listener)
            throws ProtocolViolation {
        if (pool.protocol().http2()) {
            fields.read(head, end);
            return exchange(pool, head, null, fields.framing(), end, listener);
        }
        ByteBuf bytes = heads.write(head, end, ByteBufAllocator.DEFAULT);
        return exchange(pool, head, bytes, heads.framing(), end, listener);
    }

    private static Exchange exchange(
            EndpointPool pool,
            RequestHead head,
            @Nullable ByteBuf head1,
            RequestFraming framing,
            RequestEnd end,
            ExchangeListener listener) {
        return new Exchange(pool, head, head1, framing.bodyBytes(), end, framing.expectsContinue(), listener);
    }

    void preconnect(
            Endpoint endpoint, ClientSecurity security, ConnectionPermits permits, Consumer<Optional<Outcome>> done) {
        if (closing) {
            done.accept(Optional.of(Ends.closed()));
        } else {
            pool(endpoint, security, permits).preconnect(done);
        }
    }

    /** From any thread. Where the loop has ended there is nothing left to do anything to. */
    void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ended) {
            // Its connections ended with it.
        }
    }

    private EndpointPool pool(Endpoint endpoint, ClientSecurity security, ConnectionPermits permits) {
        EndpointPool first = pools.get(endpoint);
        for (EndpointPool pool = first; pool != null; pool = pool.next) {
            if (pool.serves(security, permits)) {
                return pool;
            }
        }
        EndpointPool added = new EndpointPool(this, endpoint, security, permits);
        added.next = first;
        pools.put(endpoint, added);
        return added;
    }

    void removeIfUnused(EndpointPool pool) {
        if (pool.unused()) {
            EndpointPool first = pools.get(pool.endpoint());
            if (first == pool) {
                if (pool.next == null) {
                    pools.remove(pool.endpoint());
                } else {
                    pools.put(pool.endpoint(), pool.next);
                }
            } else {
                for (EndpointPool other = first; other != null; other = other.next) {
                    if (other.next == pool) {
                        other.next = pool.next;
                        break;
                    }
                }
            }
        }
        quiet();
    }

    /** Connections of other securities than the current one end when they are free; all do where the endpoint is gone. */
    void retire(Endpoint endpoint, long currentGeneration) {
        for (EndpointPool pool : poolsOf(endpoint)) {
            if (endpoint.removed() || pool.security().generation() != currentGeneration) {
                pool.drain();
            }
        }
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    void sweepLater() {
        if (sweep == null) {
            sweep = loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void sweep() {
        sweep = null;
        long now = nanos();
        boolean idle = false;
        for (EndpointPool pool : all()) {
            idle |= pool.sweep(now);
        }
        if (idle && !closing) {
            sweepLater();
        }
    }

    /** Takes no more exchanges, and tells once when the last one is over and the last connection closed. */
    void drain(Runnable whenQuiet) {
        closing = true;
        onQuiet = whenQuiet;
        Future<?> armed = sweep;
        if (armed != null) {
            armed.cancel(false);
        }
        all().forEach(EndpointPool::drain);
        quiet();
    }

    void cancel() {
        closing = true;
        all().forEach(EndpointPool::cancel);
    }

    private void quiet() {
        Runnable told = onQuiet;
        if (told != null && pools.isEmpty()) {
            onQuiet = null;
            told.run();
        }
    }

    private List<EndpointPool> all() {
        List<EndpointPool> all = new ArrayList<>();
        for (Endpoint endpoint : pools.keySet()) {
            all.addAll(poolsOf(endpoint));
        }
        return all;
    }

    private List<EndpointPool> poolsOf(Endpoint endpoint) {
        List<EndpointPool> found = new ArrayList<>(1);
        for (EndpointPool pool = pools.get(endpoint); pool != null; pool = pool.next) {
            found.add(pool);
        }
        return found;
    }
}
