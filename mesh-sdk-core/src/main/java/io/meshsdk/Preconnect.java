package io.meshsdk;

import io.meshsdk.call.Outcome;
import io.meshsdk.internal.net.NettyTransport;
import io.meshsdk.internal.upstream.LiveEndpoint;
import io.meshsdk.internal.upstream.Upstream;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to clusters ahead of the first call: on each event loop one connection to each endpoint, for a call may be carried by
 * any loop and go to any of them.
 */
record Preconnect(Upstreams upstreams, NettyTransport transport) {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.mesh");

    /** Beyond these the first calls connect, as they do without: a start must not storm a large service. */
    private static final int MOST = 256;

    private record Wanted(EventLoop loop, LiveEndpoint endpoint) {}

    /** Returns when all are connected or have failed, or the time has passed. A failure is the first call's to meet. */
    void await(Collection<String> clusters, Duration limit) {
        List<Wanted> wanted = wanted(clusters);
        CountDownLatch open = new CountDownLatch(wanted.size());
        for (Wanted one : wanted) {
            transport.preconnect(
                    one.loop(), one.endpoint(), one.endpoint().security(), RoutingPriority.DEFAULT, failure -> {
                        log(one.endpoint(), failure);
                        open.countDown();
                    });
        }
        try {
            if (!open.await(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} connections were not made ahead of the first call within {}", open.getCount(), limit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each endpoint's first connection comes before any endpoint's second. */
    private List<Wanted> wanted(Collection<String> clusters) {
        List<LiveEndpoint> endpoints = new ArrayList<>();
        for (String name : clusters) {
            Upstream cluster = upstreams.find(name);
            if (cluster != null && cluster.refusal() == null) {
                endpoints.addAll(cluster.endpoints());
            }
        }
        List<Wanted> wanted = new ArrayList<>();
        for (EventLoop loop : transport.loops()) {
            for (LiveEndpoint endpoint : endpoints) {
                if (wanted.size() < MOST) {
                    wanted.add(new Wanted(loop, endpoint));
                }
            }
        }
        if (transport.loops().size() * endpoints.size() > MOST) {
            LOG.info("{} connections are made ahead of the first call, and no more", MOST);
        }
        return wanted;
    }

    private static void log(LiveEndpoint endpoint, Optional<Outcome> failure) {
        failure.ifPresent(why -> LOG.info("no connection to {} of {} yet: {}", endpoint, endpoint.cluster(), why));
    }
}
