package io.meshsdk.internal.telemetry;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.spi.Time;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Times calls as {@code mesh.client.calls} and {@code mesh.server.calls}, tagged with cluster, route, status class and
 * flags, and counts {@code mesh.client.attempts}, {@code mesh.client.repeats}, attempts that a transport sent again by itself,
 * {@code mesh.client.passed_through}, calls that are not the mesh's, and {@code mesh.server.connections.refused}, connections that
 * were closed before they could call.
 *
 * <p>Safe for use by many threads. Finding a call's timer allocates nothing. Names come from configuration and paths never
 * do; still, pairs of cluster and route beyond {@value #MAX_PAIRS} share one series, {@code other}. What the configuration no
 * longer has leaves the registry, so meshes that share one should not have clusters of the same name.
 */
public final class CallMeters implements CallObserver {
    static final int MAX_PAIRS = 2_000;
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Time time;
    private final Map<String, Map<String, Series>> client = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Series>> server = new ConcurrentHashMap<>();
    private final Map<String, Attempts> attempts = new ConcurrentHashMap<>();
    /** In both maps; changed under the lock of the group's entry. */
    private final AtomicInteger pairs = new AtomicInteger();

    private final Series otherClient = new Series(true, OTHER, OTHER);
    private final Series otherServer = new Series(false, OTHER, OTHER);
    private volatile @Nullable Attempts otherAttempts;
    private final Counter passedThrough;

    public CallMeters(MeterRegistry registry, Time time) {
        this.registry = registry;
        this.time = time;
        passedThrough = Counter.builder("mesh.client.passed_through")
                .description("Calls that are not the mesh's, and were left for another way")
                .register(registry);
    }

    @Override
    public void attemptRepeated(CallFacts call, Object kept, Endpoint endpoint) {
        attempts(endpoint).repeats.increment();
    }

    @Override
    public void attemptEnded(CallFacts call, Object kept, Endpoint endpoint, Outcome outcome) {
        Attempts counted = attempts(endpoint);
        (outcome instanceof Outcome.Answered answered && answered.status() < 500 ? counted.well : counted.ill)
                .increment();
    }

    private Attempts attempts(Endpoint endpoint) {
        Attempts known = attempts.get(endpoint.cluster());
        return known != null ? known : newAttempts(endpoint.cluster());
    }

    @Override
    public void closed(CallFacts call, Object kept, Outcome result) {
        if (result instanceof Outcome.PassedThrough) {
            // Not timed: the mesh does not see how such a call ends.
            passedThrough.increment();
            return;
        }
        boolean out = call.direction() == CallFacts.Direction.OUTBOUND;
        String group = out ? call.cluster() : call.listener();
        ResponseFlags flags =
                new ResponseFlags(call.flags().bits() | result.flags().bits());
        series(out, group, call.route())
                .timer(result.status(), flags)
                .record(time.nanos() - call.startedNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void connectionRefused(ConnectionFacts connection, ResponseFlags flags, String why) {
        registry.counter("mesh.server.connections.refused", "mesh.response_flags", flags.toString())
                .increment();
    }

    private Attempts newAttempts(String cluster) {
        if (attempts.size() < MAX_PAIRS) {
            return attempts.computeIfAbsent(cluster, Attempts::new);
        }
        Attempts other = otherAttempts;
        if (other == null) {
            // Two threads may both make it: the registry gives them the same.
            other = new Attempts(OTHER);
            otherAttempts = other;
        }
        return other;
    }

    /**
     * Forgets what the configuration does not have, and gives its places to others. Where there is no place left, all is
     * forgotten: routes that are no more make place for those of now, and the others come again with their next calls.
     */
    public void retain(Set<String> clusters, Set<String> listeners) {
        boolean full = pairs.get() >= MAX_PAIRS;
        retain(client, full ? Set.of() : clusters);
        retain(server, full ? Set.of() : listeners);
        for (String cluster : attempts.keySet()) {
            Attempts gone = clusters.contains(cluster) ? null : attempts.remove(cluster);
            if (gone != null) {
                registry.remove(gone.well);
                registry.remove(gone.ill);
                registry.remove(gone.repeats);
            }
        }
    }

    private void retain(Map<String, Map<String, Series>> all, Set<String> groups) {
        for (String group : all.keySet()) {
            // Calls that found none are there whatever is configured.
            if (!group.isEmpty() && !groups.contains(group)) {
                all.computeIfPresent(group, (name, byRoute) -> {
                    pairs.addAndGet(-byRoute.size());
                    byRoute.values().forEach(Series::remove);
                    return null;
                });
            }
        }
    }

    private Series series(boolean out, String group, String route) {
        Map<String, Map<String, Series>> all = out ? client : server;
        Map<String, Series> byRoute = all.get(group);
        Series known = byRoute == null ? null : byRoute.get(route);
        return known != null ? known : newSeries(all, out, group, route);
    }

    private Series newSeries(Map<String, Map<String, Series>> all, boolean out, String group, String route) {
        Series other = out ? otherClient : otherServer;
        // Each call beyond the limit comes here, so it costs no more than this look.
        if (pairs.get() >= MAX_PAIRS) {
            return other;
        }
        Map<String, Series> byRoute = all.compute(group, (name, former) -> {
            Map<String, Series> some = former == null ? new ConcurrentHashMap<>() : former;
            if (!some.containsKey(route) && pairs.get() < MAX_PAIRS) {
                pairs.incrementAndGet();
                some.put(route, new Series(out, group, route));
            }
            return some.isEmpty() ? null : some;
        });
        return byRoute == null ? other : byRoute.getOrDefault(route, other);
    }

    /** What is counted for a cluster's attempts. */
    private final class Attempts {
        private final Counter well;
        private final Counter ill;
        private final Counter repeats;

        Attempts(String cluster) {
            well = registry.counter("mesh.client.attempts", "mesh.cluster", cluster, "outcome", "success");
            ill = registry.counter("mesh.client.attempts", "mesh.cluster", cluster, "outcome", "failure");
            repeats = Counter.builder("mesh.client.repeats")
                    .description(
                            "Attempts that the transport sent again by itself, for they had never been on the wire")
                    .tag("mesh.cluster", cluster)
                    .register(registry);
        }
    }

    /** The timers of one pair; those without flags by status class, the rarer ones by both. */
    private final class Series {
        private final boolean out;
        private final String group;
        private final String route;
        private final @Nullable Timer[] plain = new Timer[6];
        private final Map<Flagged, Timer> flagged = new ConcurrentHashMap<>();

        Series(boolean out, String group, String route) {
            this.out = out;
            this.group = group;
            this.route = route;
        }

        Timer timer(int status, ResponseFlags flags) {
            int statusClass = status >= 100 && status < 600 ? status / 100 : 0;
            if (flags.bits() != 0) {
                return flagged.computeIfAbsent(new Flagged(statusClass, flags.bits()), key -> make(statusClass, flags));
            }
            Timer known = plain[statusClass];
            if (known == null) {
                // Two threads may both make it: the registry gives them the same.
                known = make(statusClass, flags);
                plain[statusClass] = known;
            }
            return known;
        }

        private void remove() {
            for (Timer timer : plain) {
                if (timer != null) {
                    registry.remove(timer);
                }
            }
            flagged.values().forEach(registry::remove);
        }

        private Timer make(int statusClass, ResponseFlags flags) {
            return Timer.builder(out ? "mesh.client.calls" : "mesh.server.calls")
                    .description("Calls as their callers saw them, retries included")
                    .tag(out ? "mesh.cluster" : "mesh.listener", group.isEmpty() ? "none" : group)
                    .tag("mesh.route", route.isEmpty() ? "none" : route)
                    .tag("status", statusClass == 0 ? "none" : statusClass + "xx")
                    .tag("mesh.response_flags", flags.toString())
                    .register(registry);
        }
    }

    private record Flagged(int statusClass, long flags) {}
}
