package io.meshsdk.internal.xds.source;

import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.lastgood.LastGoodKeeper;
import io.meshsdk.internal.xds.lastgood.Loaded;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.Finding;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for management servers that cannot be reached at a start, with what was accepted last and kept on disk, until they
 * answer: each answer takes the place of what it is about. Owned by the control thread.
 */
final class StandIn {
    private final LastGoodKeeper keeper;
    private final ResourceParser parser;
    private final Settings settings;
    private final Time time;
    private final BiFunction<ResourceType, String, Origin> origins;
    private final Delivery delivery;
    private final Set<Origin> connected = new HashSet<>();
    private final Set<ResourceType> answered = EnumSet.noneOf(ResourceType.class);
    private final Set<ResourceType> held = EnumSet.noneOf(ResourceType.class);
    private final Map<ResourceType, Set<String>> asked = new EnumMap<>(ResourceType.class);
    private final Map<ResourceType, Set<String>> told = new EnumMap<>(ResourceType.class);
    /** In force from disk, or called absent for it, with no word of a server yet. */
    private final Map<ResourceType, Set<String>> restored = new EnumMap<>(ResourceType.class);

    private Time.@Nullable Timer timer;
    private Optional<Loaded> saved = Optional.empty();
    private State state = State.WAITING;
    private boolean heard;

    private enum State {
        WAITING,
        LOADING,
        STANDING_IN,
        OVER
    }

    /**
     * @param unasked the types of which servers send all, and where each comes from
     * @param fixed names of static resources, which nothing replaces
     * @param after how long servers are waited for
     * @param sweep how long, after its first response, a server may take to name what it still has; zero where the first
     *     response is the whole state
     */
    record Settings(
            Map<ResourceType, Origin> unasked, Map<ResourceType, Set<String>> fixed, Duration after, Duration sweep) {}

    /** Where what is kept goes. */
    interface Delivery {
        void update(ConfigSink.Update update);

        /** The sink may be at work, so not before this task has ended. */
        void later(Runnable task);

        void settled(ResourceType type);
    }

    StandIn(
            LastGoodKeeper keeper,
            ResourceParser parser,
            Settings settings,
            Time time,
            BiFunction<ResourceType, String, Origin> origins,
            Delivery delivery) {
        this.keeper = keeper;
        this.parser = parser;
        this.settings = settings;
        this.time = time;
        this.origins = origins;
        this.delivery = delivery;
        keeper.writeWhen(this::isComplete, () -> !connected.isEmpty());
        timer = time.schedule(settings.after(), this::needed);
    }

    /** A parser of what servers send. */
    ResourceParser remembering() {
        return keeper.remembering(parser);
    }

    void close() {
        if (timer != null) {
            timer.cancel();
        }
        keeper.close();
    }

    /** Whether all that was asked of servers has been answered by them. */
    private boolean isComplete() {
        return heard
                && answered.containsAll(settings.unasked().keySet())
                && asked.entrySet().stream()
                        .allMatch(each -> each.getKey() == ResourceType.SECRET
                                || told.getOrDefault(each.getKey(), Set.of()).containsAll(each.getValue()))
                && sweeping() == 0;
    }

    private int sweeping() {
        return settings.unasked().keySet().stream()
                .mapToInt(type -> restored.getOrDefault(type, Set.of()).size())
                .sum();
    }

    void connected(Origin origin) {
        connected.add(origin);
    }

    void disconnected(Origin origin) {
        connected.remove(origin);
        asked.forEach(this::fill);
    }

    /** The whole set of a type's names that servers are asked for. */
    void asked(ResourceType type, Set<String> names) {
        asked.put(type, names);
        if (!settings.unasked().containsKey(type)) {
            told.getOrDefault(type, new HashSet<>()).retainAll(names);
            restored.getOrDefault(type, new HashSet<>()).retainAll(names);
            keeper.retain(type, names);
        }
        fill(type, names);
    }

    /** A server's word; the result is to be told instead: what it does not have ends what stood in for it. */
    ConfigSink.Update heard(ConfigSink.Update update) {
        heard = true;
        Set<String> known = told.computeIfAbsent(update.type(), type -> new HashSet<>());
        known.addAll(update.accepted().keySet());
        known.addAll(update.removed());
        known.addAll(update.absent());
        update.rejected().stream().map(Finding.Rejected::resource).forEach(known::add);
        Set<String> standing = restored.getOrDefault(update.type(), new HashSet<>());
        Set<String> gone = new HashSet<>(update.absent());
        gone.retainAll(standing);
        // What is refused is not absent: its former version, which is the one from disk, stays.
        update.rejected().stream().map(Finding.Rejected::resource).forEach(gone::remove);
        standing.removeAll(update.accepted().keySet());
        standing.removeAll(update.removed());
        standing.removeAll(gone);
        ConfigSink.Update changed = gone.isEmpty() ? update : withRemoved(update, gone);
        keeper.updated(changed);
        checkOver();
        return changed;
    }

    private static ConfigSink.Update withRemoved(ConfigSink.Update update, Set<String> gone) {
        Set<String> removed = new HashSet<>(update.removed());
        removed.addAll(gone);
        Set<String> absent = new HashSet<>(update.absent());
        absent.removeAll(gone);
        return new ConfigSink.Update(
                update.type(),
                update.version(),
                update.accepted(),
                removed,
                absent,
                update.rejected(),
                update.ignored());
    }

    /** A server's response was taken whole. */
    void answered(ResourceType type) {
        heard = true;
        if (!settings.unasked().containsKey(type) || !answered.add(type)) {
            return;
        }
        if (settings.sweep().isZero()) {
            sweep(type);
        } else {
            time.schedule(settings.sweep(), () -> sweep(type));
        }
    }

    private void sweep(ResourceType type) {
        Set<String> gone = restored.getOrDefault(type, Set.of());
        if (!gone.isEmpty()) {
            ConfigSink.Update update = new ConfigSink.Update(type, "", Map.of(), gone, Set.of(), List.of(), List.of());
            restored.remove(type);
            keeper.updated(update);
            delivery.update(update);
        }
        checkOver();
    }

    private void checkOver() {
        if (state == State.STANDING_IN && restored.values().stream().allMatch(Set::isEmpty)) {
            state = State.OVER;
            saved = Optional.empty();
            keeper.inForce(Optional.empty());
        }
    }

    /**
     * The time for a type's first response has passed, or the response has come and is told of next.
     *
     * @return whether the sink may be told; else it is told later
     */
    boolean settles(ResourceType type) {
        if (state == State.OVER
                || answered.contains(type)
                || !settings.unasked().containsKey(type)) {
            return true;
        }
        if (state == State.STANDING_IN) {
            return false;
        }
        held.add(type);
        delivery.later(() -> {
            if (answered.contains(type) && held.remove(type)) {
                delivery.settled(type);
            } else if (!answered.contains(type)) {
                needed();
            }
        });
        return false;
    }

    private void needed() {
        if (state == State.WAITING
                && (!heard || !answered.containsAll(settings.unasked().keySet()))) {
            state = State.LOADING;
            keeper.load(parser, this::loaded);
        }
    }

    private void loaded(Optional<Loaded> found) {
        saved = found;
        state = found.isPresent() ? State.STANDING_IN : State.OVER;
        if (found.isPresent()) {
            keeper.inForce(found.map(Loaded::written));
            for (ResourceType type : List.of(ResourceType.CLUSTER, ResourceType.LISTENER)) {
                if (settings.unasked().containsKey(type) && !answered.contains(type)) {
                    restore(type, found.get().of(type), Set.of());
                    held.add(type);
                }
            }
            asked.forEach(this::fill);
        }
        Set<ResourceType> settled = Set.copyOf(held);
        held.clear();
        settled.forEach(delivery::settled);
        checkOver();
    }

    /** Names that no server is there to be asked for. */
    private void fill(ResourceType type, Set<String> names) {
        if (state != State.STANDING_IN || saved.isEmpty()) {
            return;
        }
        Map<String, Resource> there = new HashMap<>();
        Set<String> absent = new HashSet<>();
        for (String name : names) {
            if (told.getOrDefault(type, Set.of()).contains(name)
                    || restored.getOrDefault(type, Set.of()).contains(name)
                    || connected.contains(origins.apply(type, name))) {
                continue;
            }
            Resource resource = saved.get().of(type).get(name);
            if (resource == null) {
                absent.add(name);
            } else {
                there.put(name, resource);
            }
        }
        if (!there.isEmpty() || !absent.isEmpty()) {
            delivery.later(() -> restore(type, there, absent));
        }
    }

    private void restore(ResourceType type, Map<String, Resource> resources, Set<String> absent) {
        Map<String, Resource> still = new HashMap<>(resources);
        Set<String> done = new HashSet<>(told.getOrDefault(type, Set.of()));
        done.addAll(settings.fixed().getOrDefault(type, Set.of()));
        still.keySet().removeAll(done);
        Set<String> missing = new HashSet<>(absent);
        missing.removeAll(done);
        Set<String> standing = restored.computeIfAbsent(type, any -> new HashSet<>());
        standing.addAll(still.keySet());
        standing.addAll(missing);
        keeper.restored(type, still.keySet());
        List<Finding.Rejected> rejected = saved.map(loaded -> loaded.rejected().stream()
                        .filter(finding -> finding.type() == type && resources.containsKey(finding.resource()))
                        .toList())
                .orElse(List.of());
        delivery.update(new ConfigSink.Update(type, "", still, Set.of(), missing, rejected, List.of()));
    }
}
