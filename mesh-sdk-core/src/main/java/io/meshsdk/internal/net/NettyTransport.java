package io.meshsdk.internal.net;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.upstream.EndpointListener;
import io.meshsdk.internal.upstream.LiveEndpoint;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The connections of one mesh. Owns the threads {@code mesh-io-1}, {@code mesh-io-2}, …, which end with it; nothing here is
 * shared with another mesh. As a listener of {@code Upstreams} it lets the connections of endpoints that are gone or re-keyed
 * drain.
 */
public final class NettyTransport implements Transport, EndpointListener {
    private static final long THREADS_END_SECONDS = 5;

    private final EventLoopGroup group;
    private final List<EventLoop> loops;
    private final LoopConnections[] connections;
    private final ConnectionPolicies policies;

    private NettyTransport(int loopCount, Sockets sockets, Time time, ConnectionPolicies policies) {
        this.policies = policies;
        this.group = new MultiThreadIoEventLoopGroup(loopCount, threads(), sockets.ioHandlers());
        List<EventLoop> made = new ArrayList<>(loopCount);
        for (EventExecutor each : group) {
            made.add((EventLoop) each);
        }
        this.loops = List.copyOf(made);
        this.connections = new LoopConnections[loopCount];
        for (int i = 0; i < loopCount; i++) {
            connections[i] = new LoopConnections(made.get(i), sockets, policies, time);
        }
    }

    /**
     * With epoll where it is present, else NIO.
     *
     * @param loopCount event loops, each one thread; 1 or more, as many as there are cores by default
     */
    public static NettyTransport start(int loopCount, Time time, ConnectionPolicies policies) {
        return start(loopCount, Sockets.best(), time, policies);
    }

    static NettyTransport start(int loopCount, Sockets sockets, Time time, ConnectionPolicies policies) {
        return new NettyTransport(loopCount, sockets, time, policies);
    }

    @Override
    public List<EventLoop> loops() {
        return loops;
    }

    @Override
    public ClientExchange open(
            EventLoop loop,
            Endpoint endpoint,
            ClientSecurity security,
            RoutingPriority priority,
            RequestHead head,
            RequestEnd end,
            ExchangeListener listener) {
        ConnectionPermits permits = policies.permits(endpoint, priority);
        return of(loop).start(endpoint, security, permits, head, end, listener);
    }

    /**
     * Opens a connection ahead of need, unless the loop has one to that endpoint. From any thread.
     *
     * @param done told on the loop: empty, or why there is none
     */
    public void preconnect(
            EventLoop loop,
            Endpoint endpoint,
            ClientSecurity security,
            RoutingPriority priority,
            Consumer<Optional<Outcome>> done) {
        LoopConnections on = of(loop);
        on.execute(() -> on.preconnect(endpoint, security, policies.permits(endpoint, priority), done));
    }

    /** Connections open now, for telemetry. */
    public int openConnections() {
        int sum = 0;
        for (LoopConnections each : connections) {
            sum += each.open();
        }
        return sum;
    }

    @Override
    public void removed(LiveEndpoint endpoint) {
        retire(endpoint, endpoint.security().generation());
    }

    @Override
    public void rekeyed(LiveEndpoint endpoint) {
        retire(endpoint, endpoint.security().generation());
    }

    /** Lets connections of the endpoint that are of another generation drain: free ones close now, others when they are free. */
    public void retire(Endpoint endpoint, long currentGeneration) {
        for (LoopConnections each : connections) {
            each.execute(() -> each.retire(endpoint, currentGeneration));
        }
    }

    /**
     * Takes no more exchanges, waits for those under way as long as given, then cancels them and ends the threads.
     *
     * @return completes when the last thread has ended, on a thread of nobody's
     */
    public CompletionStage<Void> shutdown(Duration drain) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        AtomicInteger busy = new AtomicInteger(connections.length);
        for (LoopConnections each : connections) {
            each.execute(() -> {
                each.drain(() -> {
                    if (busy.decrementAndGet() == 0) {
                        endThreads();
                    }
                });
                each.loop().schedule(each::cancel, drain.toNanos(), TimeUnit.NANOSECONDS);
            });
        }
        group.terminationFuture().addListener(done -> ended.complete(null));
        return ended;
    }

    private void endThreads() {
        group.shutdownGracefully(0, THREADS_END_SECONDS, TimeUnit.SECONDS);
    }

    private LoopConnections of(EventLoop loop) {
        for (LoopConnections each : connections) {
            if (each.loop() == loop) {
                return each;
            }
        }
        throw new IllegalArgumentException("not a loop of this transport");
    }

    private static ThreadFactory threads() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new FastThreadLocalThread(task, "mesh-io-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
