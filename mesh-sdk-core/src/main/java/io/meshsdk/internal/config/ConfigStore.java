package io.meshsdk.internal.config;

import io.meshsdk.internal.upstream.ClusterSink;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.Secret;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.ConfigSource;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last good of every resource, asks for what resources name, and puts a change in force once all that it needs is
 * there or need not be waited for. Make before break: clusters and their endpoints first, then listeners and routes; a
 * cluster leaves only when no route in force names it.
 *
 * <p>Owned by the control thread.
 */
public final class ConfigStore implements ConfigSink {
    private final ClusterSink clusterSink;
    private final SecretSink secretSink;
    private final SnapshotSink snapshotSink;
    private final DnsEndpoints dns;
    private final ConfigListener listener;

    private final Stock<Cluster> clusters = new Stock<>();
    private final Stock<ClusterLoadAssignment> assignments = new Stock<>();
    private final Stock<Listener> listeners = new Stock<>();
    private final Stock<RouteConfiguration> routes = new Stock<>();
    private final Stock<Secret> secrets = new Stock<>();
    private final Map<ResourceType, Set<String>> subscribed = new EnumMap<>(ResourceType.class);
    private ConfigSource.@Nullable Feed feed;
    private boolean published;

    public ConfigStore(
            ClusterSink clusterSink,
            SecretSink secretSink,
            SnapshotSink snapshotSink,
            DnsEndpoints dns,
            ConfigListener listener) {
        this.clusterSink = clusterSink;
        this.secretSink = secretSink;
        this.snapshotSink = snapshotSink;
        this.dns = dns;
        this.listener = listener;
        dns.onChange(this::resolved);
    }

    /** The source's other end, as soon as it is open. */
    public void attach(ConfigSource.Feed opened) {
        feed = opened;
        advance();
    }

    @Override
    public void update(Update update) {
        listener.updated(update);
        update.rejected().stream()
                .filter(finding -> finding.type() == ResourceType.SECRET)
                .forEach(secretSink::rejected);
        Stock<?> stock = stock(update.type());
        update.accepted().forEach((name, resource) -> accept(name, resource));
        update.removed().forEach(stock::remove);
        update.absent().forEach(stock::absent);
        if (update.type() == ResourceType.SECRET) {
            update.absent().forEach(secretSink::absent);
        }
        advance();
    }

    @Override
    public void progress(Progress progress) {
        listener.progress(progress);
        if (progress instanceof Progress.Settled settled) {
            Stock<?> stock = stock(settled.type());
            stock.settle();
            subscribed.getOrDefault(settled.type(), Set.of()).forEach(stock::absent);
            advance();
        }
    }

    private void accept(String name, Resource resource) {
        if (resource instanceof Cluster cluster) {
            clusters.accept(name, cluster);
        } else if (resource instanceof Listener accepted) {
            listeners.accept(name, accepted);
        } else if (resource instanceof RouteConfiguration accepted) {
            routes.accept(name, accepted);
        } else if (resource instanceof Secret secret) {
            secrets.accept(name, secret);
            secretSink.secret(secret);
        } else if (resource instanceof ClusterLoadAssignment assignment) {
            assignments.accept(name, assignment);
            endpointsChanged(name, assignment);
        }
    }

    /** Straight to the clusters in force: no route is touched. */
    private void endpointsChanged(String serviceName, ClusterLoadAssignment assignment) {
        for (Cluster cluster : clusters.inForce().values()) {
            if (References.assignment(cluster).filter(serviceName::equals).isPresent()) {
                clusterSink.endpoints(cluster.name(), assignment);
            }
        }
    }

    private void resolved(String cluster, ClusterLoadAssignment assignment) {
        if (clusters.inForce().containsKey(cluster)) {
            clusterSink.endpoints(cluster, assignment);
        }
        advance();
    }

    private void advance() {
        subscribe();
        boolean changed = promoteClusters();
        changed |= promoteListeners();
        changed |= promoteRoutes();
        changed |= withdraw();
        if (published ? changed : ready()) {
            published = true;
            snapshotSink.publish(new Configuration(listeners.inForce(), routes.inForce(), clusters.inForce()));
        }
    }

    /** Nothing is published before all that came first has warmed, lest calls be refused for want of what is on its way. */
    private boolean ready() {
        return listeners.settled()
                && clusters.settled()
                && clusters.warming().isEmpty()
                && listeners.warming().isEmpty();
    }

    private boolean promoteClusters() {
        boolean changed = false;
        for (String name : clusters.warming()) {
            Cluster cluster = clusters.find(name).orElseThrow();
            dns.want(cluster);
            if (!warmed(cluster)) {
                continue;
            }
            clusterSink.apply(clusters.promote(name));
            assignmentOf(cluster).ifPresent(assignment -> clusterSink.endpoints(name, assignment));
            changed = true;
        }
        return changed;
    }

    private boolean warmed(Cluster cluster) {
        return References.assignment(cluster).map(assignments::resolved).orElse(true)
                && References.secrets(cluster).stream().allMatch(secrets::resolved)
                && dns.resolved(cluster);
    }

    private Optional<ClusterLoadAssignment> assignmentOf(Cluster cluster) {
        if (cluster.discovery() instanceof Cluster.Discovery.Static fixed) {
            return Optional.of(fixed.assignment());
        }
        return References.assignment(cluster).map(assignments::find).orElseGet(() -> dns.endpoints(cluster));
    }

    private boolean promoteListeners() {
        boolean changed = false;
        for (String name : listeners.warming()) {
            Listener newest = listeners.find(name).orElseThrow();
            boolean warmed = References.routes(newest).stream().allMatch(this::routeReady)
                    && References.secrets(newest).stream().allMatch(secrets::resolved)
                    && References.clusters(newest).stream().allMatch(this::clusterReady);
            if (warmed) {
                listeners.promote(name);
                changed = true;
            }
        }
        return changed;
    }

    private boolean routeReady(String name) {
        return routes.resolved(name)
                && routes.find(name)
                        .map(found -> References.clusters(found).stream().allMatch(this::clusterReady))
                        .orElse(true);
    }

    private boolean promoteRoutes() {
        boolean changed = false;
        for (String name : routes.warming()) {
            if (routeReady(name)) {
                routes.promote(name);
                changed = true;
            }
        }
        return changed;
    }

    /** In force in its newest form, or not to be expected: a call to it is then refused by name. */
    private boolean clusterReady(String name) {
        return clusters.find(name)
                .map(cluster -> cluster.equals(clusters.inForce().get(name)))
                .orElse(clusters.settled());
    }

    private boolean withdraw() {
        boolean changed = false;
        for (String name : listeners.leaving()) {
            listeners.withdraw(name);
            changed = true;
        }
        Set<String> named = new LinkedHashSet<>();
        listeners.inForce().values().forEach(one -> named.addAll(References.routes(one)));
        for (String name : routes.leaving()) {
            // RDS deletes nothing by absence; what no listener names any more is let go.
            if (!named.contains(name)) {
                routes.withdraw(name);
                changed = true;
            }
        }
        Set<String> used = new LinkedHashSet<>();
        routes.inForce().values().forEach(one -> used.addAll(References.clusters(one)));
        listeners.inForce().values().forEach(one -> used.addAll(References.clusters(one)));
        for (String name : clusters.leaving()) {
            // Differs from Envoy, which drops it at once: a push that removes a cluster before its route loses no call.
            if (!used.contains(name)) {
                clusters.withdraw(name);
                clusterSink.remove(name);
                dns.forget(name);
                changed = true;
            }
        }
        return changed;
    }

    private void subscribe() {
        if (feed == null) {
            return;
        }
        Set<String> eds = new TreeSet<>();
        Set<String> sds = new TreeSet<>();
        Set<String> rds = new TreeSet<>();
        clusters.accepted().forEach(cluster -> {
            References.assignment(cluster).ifPresent(eds::add);
            sds.addAll(References.secrets(cluster));
        });
        clusters.inForce().values().forEach(cluster -> {
            References.assignment(cluster).ifPresent(eds::add);
            sds.addAll(References.secrets(cluster));
        });
        listeners.accepted().forEach(accepted -> {
            rds.addAll(References.routes(accepted));
            sds.addAll(References.secrets(accepted));
        });
        listeners.inForce().values().forEach(inForce -> {
            rds.addAll(References.routes(inForce));
            sds.addAll(References.secrets(inForce));
        });
        subscribe(ResourceType.SECRET, sds, secrets);
        subscribe(ResourceType.CLUSTER_LOAD_ASSIGNMENT, eds, assignments);
        subscribe(ResourceType.ROUTE_CONFIGURATION, rds, routes);
    }

    private void subscribe(ResourceType type, Set<String> names, Stock<?> stock) {
        if (names.equals(subscribed.getOrDefault(type, Set.of())) || feed == null) {
            return;
        }
        subscribed.put(type, Set.copyOf(names));
        stock.retain(names);
        feed.subscribe(type, names);
    }

    private Stock<?> stock(ResourceType type) {
        return switch (type) {
            case CLUSTER -> clusters;
            case CLUSTER_LOAD_ASSIGNMENT -> assignments;
            case LISTENER -> listeners;
            case ROUTE_CONFIGURATION -> routes;
            case SECRET -> secrets;
        };
    }
}
