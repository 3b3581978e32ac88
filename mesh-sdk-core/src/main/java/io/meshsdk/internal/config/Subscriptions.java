package io.meshsdk.internal.config;

import io.meshsdk.model.Cluster;
import io.meshsdk.model.Listener;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The names asked for, by type. A change goes to the source once. Owned by the control thread. */
final class Subscriptions {
    private final Map<ResourceType, Set<String>> asked = new EnumMap<>(ResourceType.class);
    private final BiConsumer<ResourceType, Set<String>> onRelease;
    private ConfigSource.@Nullable Feed feed;

    /**
     * @param onRelease hears which names are asked for no more
     */
    Subscriptions(BiConsumer<ResourceType, Set<String>> onRelease) {
        this.onRelease = onRelease;
    }

    void attach(ConfigSource.Feed opened) {
        feed = opened;
    }

    Set<String> asked(ResourceType type) {
        return asked.getOrDefault(type, Set.of());
    }

    /** All that clusters and listeners name, be they accepted or in force. */
    void follow(Stocks stocks) {
        Set<String> eds = new TreeSet<>();
        Set<String> sds = new TreeSet<>();
        Set<String> rds = new TreeSet<>();
        stocks.clusters.accepted().forEach(cluster -> add(cluster, eds, sds));
        stocks.clusters.inForce().values().forEach(cluster -> add(cluster, eds, sds));
        stocks.listeners.accepted().forEach(listener -> add(listener, rds, sds));
        stocks.listeners.inForce().values().forEach(listener -> add(listener, rds, sds));
        ask(ResourceType.SECRET, sds, stocks.secrets);
        ask(ResourceType.CLUSTER_LOAD_ASSIGNMENT, eds, stocks.assignments);
        ask(ResourceType.ROUTE_CONFIGURATION, rds, stocks.routes);
    }

    /** In place of the former names of a type; what is asked for no more is forgotten. */
    void ask(ResourceType type, Set<String> names, Stock<?> stock) {
        if (feed == null || names.equals(asked(type))) {
            return;
        }
        Set<String> released = new HashSet<>(asked(type));
        released.removeAll(names);
        asked.put(type, Set.copyOf(names));
        stock.retain(names);
        if (!released.isEmpty()) {
            onRelease.accept(type, released);
        }
        feed.subscribe(type, names);
    }

    private static void add(Cluster cluster, Set<String> eds, Set<String> sds) {
        References.assignment(cluster).ifPresent(eds::add);
        sds.addAll(References.secrets(cluster));
    }

    private static void add(Listener listener, Set<String> rds, Set<String> sds) {
        rds.addAll(References.routes(listener));
        sds.addAll(References.secrets(listener));
    }
}
