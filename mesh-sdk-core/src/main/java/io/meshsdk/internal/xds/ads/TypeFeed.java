package io.meshsdk.internal.xds.ads;

import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.Finding;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One type across all streams: what is asked, what is held, what is waited for, what expires. Owned by the control thread.
 */
final class TypeFeed {
    private static final int MAX_FINDINGS_TOLD = 20;
    /** A response that was on its way when a name was asked for does not have it; the one that answers comes soon after. */
    private static final Duration DOUBT = Duration.ofSeconds(1);

    private final ResourceType type;
    private final boolean complete;
    private final ConfigSink sink;
    private final Time time;
    private final Holdings holdings;
    private final Awaited awaited;
    private final Map<String, Time.Timer> lifetimes = new HashMap<>();
    private Asked asked;
    private String acceptedVersion = "";
    private String acceptedFrom = "";

    TypeFeed(ResourceType type, AdsSettings settings, ResourceParser parser, ConfigSink sink, Time time) {
        this.type = type;
        // Whoever sends the state of the world says what is gone by leaving it out; for the other types never.
        this.complete = settings.variant() == Variant.STATE_OF_THE_WORLD
                && (type == ResourceType.LISTENER || type == ResourceType.CLUSTER);
        this.sink = sink;
        this.time = time;
        this.holdings = new Holdings(type, parser);
        this.awaited = new Awaited(time, name -> settings.fetchTimeouts().limit(type, name), this::expired);
        this.asked = new Asked(settings.wildcards().contains(type), Set.of());
        if (asked.wildcard()) {
            awaited.add(List.of(Interest.WILDCARD));
        }
    }

    ResourceType type() {
        return type;
    }

    Interest interest() {
        return asked.interest();
    }

    void want(Set<String> names) {
        Set<String> former = Set.copyOf(asked.names());
        asked = new Asked(asked.wildcard(), names);
        holdings.retain(asked);
        List<String> open = names.stream()
                .filter(name -> !former.contains(name) && !holdings.holds(name))
                .toList();
        List<String> all = new java.util.ArrayList<>(names);
        all.add(Interest.WILDCARD);
        awaited.retain(all);
        awaited.add(open);
        List.copyOf(lifetimes.keySet()).stream()
                .filter(name -> !holdings.holds(name))
                .forEach(this::unlive);
    }

    /** Whether something is asked that nobody has answered. */
    boolean misses() {
        return !awaited.isEmpty();
    }

    /** A stream that is up has carried the question. */
    void sent() {
        awaited.sent();
    }

    void down() {
        awaited.stop();
    }

    void close() {
        awaited.stop();
        lifetimes.values().forEach(Time.Timer::cancel);
    }

    /** The version to go on from on a new stream; empty where the server must say everything again. */
    String versionFor(String server) {
        boolean all = asked.names().stream().allMatch(holdings::holds);
        return all && server.equals(acceptedFrom) ? acceptedVersion : "";
    }

    /** What to say is held on a new stream. */
    Map<String, String> heldFor(String server) {
        return holdings.versionsFor(server);
    }

    /** What of it is refused; empty where all is taken. To be followed by {@link #deliver}, after the answer was sent. */
    Holdings.Change take(AdsResponse response, String server) {
        Holdings.Change change = holdings.take(response, server, asked, complete);
        if (change.rejected().isEmpty()) {
            acceptedVersion = response.version();
            acceptedFrom = server;
        }
        return change;
    }

    void deliver(AdsResponse response, Holdings.Change change) {
        change.lifetimes().forEach(this::live);
        change.removed().forEach(this::unlive);
        try {
            if (!change.isEmpty()) {
                update(response.version(), change);
            }
        } finally {
            answered(change);
        }
    }

    private void answered(Holdings.Change change) {
        boolean waited = !awaited.isEmpty();
        awaited.answered(List.of(Interest.WILDCARD));
        awaited.answered(change.present());
        awaited.answered(change.removed());
        awaited.answered(change.absent());
        awaited.hasten(change.unmentioned(), DOUBT, this::denied);
        if (waited && awaited.isEmpty()) {
            sink.progress(new ConfigSink.Progress.Settled(type));
        }
    }

    static String error(List<Finding.Rejected> rejected) {
        String told = rejected.stream()
                .limit(MAX_FINDINGS_TOLD)
                .map(Finding.Rejected::toString)
                .collect(Collectors.joining("; "));
        return rejected.size() > MAX_FINDINGS_TOLD
                ? told + "; and " + (rejected.size() - MAX_FINDINGS_TOLD) + " more"
                : told;
    }

    private void update(String version, Holdings.Change change) {
        sink.update(new ConfigSink.Update(
                type,
                version,
                change.accepted(),
                change.removed(),
                change.absent(),
                change.rejected(),
                change.ignored()));
    }

    private void expired(Set<String> names) {
        Set<String> absent =
                names.stream().filter(name -> !name.equals(Interest.WILDCARD)).collect(Collectors.toUnmodifiableSet());
        if (!absent.isEmpty()) {
            sink.progress(new ConfigSink.Progress.Unanswered(type, absent));
            sink.update(new ConfigSink.Update(type, "", Map.of(), Set.of(), absent, List.of(), List.of()));
        }
        if (names.contains(Interest.WILDCARD)) {
            sink.progress(new ConfigSink.Progress.Unanswered(type, Set.of(Interest.WILDCARD)));
        }
        if (awaited.isEmpty()) {
            sink.progress(new ConfigSink.Progress.Settled(type));
        }
    }

    private void denied(Set<String> names) {
        sink.update(new ConfigSink.Update(type, "", Map.of(), Set.of(), names, List.of(), List.of()));
        if (awaited.isEmpty()) {
            sink.progress(new ConfigSink.Progress.Settled(type));
        }
    }

    private void live(String name, Optional<Duration> ttl) {
        unlive(name);
        ttl.ifPresent(limit -> lifetimes.put(name, time.schedule(limit, () -> die(name))));
    }

    private void unlive(String name) {
        Time.Timer former = lifetimes.remove(name);
        if (former != null) {
            former.cancel();
        }
    }

    private void die(String name) {
        lifetimes.remove(name);
        // What is no longer held must come again: a server told of this version would have nothing to say.
        acceptedVersion = "";
        if (holdings.drop(name)) {
            sink.update(new ConfigSink.Update(type, "", Map.of(), Set.of(name), Set.of(), List.of(), List.of()));
        }
    }
}
