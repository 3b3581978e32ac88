package io.meshsdk.internal.config;

import io.meshsdk.internal.upstream.ClusterSink;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.Listener;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.Secret;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.ConfigSource;
import io.meshsdk.spi.Finding;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last good of every resource, asks for what resources name, and puts a change in force once all that it needs is
 * there or need not be waited for. Make before break: clusters and their endpoints first, then listeners and routes; a
 * cluster leaves only when no route in force names it.
 *
 * <p>Owned by the control thread.
 */
public final class ConfigStore implements ConfigSink {
    /** How long a route waits for a cluster that no source has. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ClusterSink clusterSink;
    private final SecretSink secretSink;
    private final SnapshotSink snapshotSink;
    private final DnsEndpoints dns;
    private final ConfigListener listener;
    /** Clusters that routes name and no source has: they may be on their way on another stream. */
    private final ClusterWaits unknown;
    /** Clusters that routes name and that are not warm in their newest form. */
    private final ClusterWaits late;

    private final Stocks stocks = new Stocks();
    private final Stock<Cluster> clusters = stocks.clusters;
    private final ListenerDoubts doubts = new ListenerDoubts(stocks.listeners);
    private final Assignees assignees = new Assignees();
    private final Subscriptions subscriptions;
    /** Null where listeners and clusters come unasked. */
    private @Nullable Demands demands;

    private boolean expectsClusters = true;
    private boolean published;
    private Optional<String> publishedDoubt = Optional.empty();

    public ConfigStore(
            ClusterSink clusterSink,
            SecretSink secretSink,
            SnapshotSink snapshotSink,
            DnsEndpoints dns,
            ConfigListener listener,
            Time time) {
        this.clusterSink = clusterSink;
        this.secretSink = secretSink;
        this.snapshotSink = snapshotSink;
        this.dns = dns;
        this.listener = listener;
        this.subscriptions = new Subscriptions(this::released);
        this.unknown = new ClusterWaits(time, this::advance);
        this.late = new ClusterWaits(time, this::advance);
        dns.onChange(this::resolved);
    }

    /** For control planes that send nothing unasked: listeners are asked for as calls want them, clusters as routes name them. */
    public void askByName(Demands wanted) {
        demands = wanted;
        wanted.onChange(this::advance);
    }

    /** The source's other end, as soon as it is open. */
    public void attach(ConfigSource.Feed opened) {
        subscriptions.attach(opened);
        advance();
    }

    @Override
    public void update(Update update) {
        listener.updated(update);
        Stock<?> stock = stocks.of(update.type());
        update.accepted().forEach(stocks::accept);
        update.removed().forEach(stock::remove);
        update.absent().forEach(stock::absent);
        switch (update.type()) {
            case CLUSTER -> update.accepted().keySet().forEach(unknown::over);
            case LISTENER -> {
                if (demands != null) {
                    demands.answered(update);
                } else {
                    doubts.heard(update);
                }
            }
            case SECRET -> tellSecrets(update);
            case CLUSTER_LOAD_ASSIGNMENT -> {
                update.accepted().forEach((name, one) -> endpointsChanged(name, (ClusterLoadAssignment) one));
                if (published && !clusters.warms()) {
                    // Nothing waits for endpoints, so what they changed is done: it costs as much as it changes.
                    return;
                }
            }
            case ROUTE_CONFIGURATION -> {}
        }
        advance();
    }

    @Override
    public void progress(Progress progress) {
        listener.progress(progress);
        if (progress instanceof Progress.Settled settled) {
            Stock<?> stock = stocks.of(settled.type());
            stock.settle();
            subscriptions.asked(settled.type()).forEach(stock::absent);
            advance();
        } else if (progress instanceof Progress.Complete complete && complete.type() == ResourceType.CLUSTER) {
            expectsClusters = false;
        } else if (progress instanceof Progress.Unanswered unanswered
                && unanswered.type() == ResourceType.LISTENER
                && demands != null) {
            demands.unanswered(unanswered.names());
        }
        if (demands == null) {
            doubts.heard(progress);
            if (published && !doubts.now().equals(publishedDoubt)) {
                advance();
            }
        }
    }

    private void released(ResourceType type, Set<String> names) {
        listener.released(type, names);
        if (type == ResourceType.SECRET) {
            secretSink.forgotten(names);
        }
    }

    private void tellSecrets(Update update) {
        update.rejected().forEach(secretSink::rejected);
        update.accepted().values().forEach(secret -> secretSink.secret((Secret) secret));
        update.absent().forEach(secretSink::absent);
    }

    /** Straight to the clusters in force: no route is touched. */
    private void endpointsChanged(String name, ClusterLoadAssignment assignment) {
        assignees.of(name).forEach(cluster -> clusterSink.endpoints(cluster, assignment));
    }

    private void resolved(String cluster, ClusterLoadAssignment assignment) {
        if (clusters.inForce().containsKey(cluster)) {
            clusterSink.endpoints(cluster, assignment);
        }
        if (!published || clusters.warms()) {
            advance();
        }
    }

    private void advance() {
        subscribe();
        boolean changed = promoteClusters();
        changed |= promoteListeners();
        changed |= promoteRoutes();
        if (changed) {
            subscribe();
        }
        // What was named by what is gone is asked for no more, and may go in turn.
        while (withdraw()) {
            changed = true;
            subscribe();
        }
        Optional<String> doubt = doubts.now();
        if (published ? changed || !doubt.equals(publishedDoubt) : ready()) {
            published = true;
            publishedDoubt = doubt;
            snapshotSink.publish(
                    new Configuration(stocks.listeners.inForce(), stocks.routes.inForce(), clusters.inForce(), doubt));
        }
    }

    private void subscribe() {
        if (demands != null) {
            subscriptions.ask(ResourceType.LISTENER, demands.names(), stocks.listeners);
            Set<String> named = stocks.clustersNamed();
            // Those in force stay until the routes that name them are gone.
            named.addAll(stocks.clustersInUse());
            subscriptions.ask(ResourceType.CLUSTER, named, clusters);
        }
        subscriptions.follow(stocks);
    }

    /** Nothing is published before all that came first has warmed, lest calls be refused for want of what is on its way. */
    private boolean ready() {
        return stocks.listeners.settled() && clusters.settled() && !clusters.warms() && !stocks.listeners.warms();
    }

    private boolean promoteClusters() {
        boolean changed = false;
        for (String name : clusters.warming()) {
            changed |= promoted(ResourceType.CLUSTER, name, this::promoteCluster);
        }
        return changed;
    }

    private boolean promoteCluster(String name) {
        Cluster cluster = clusters.find(name).orElseThrow();
        dns.want(cluster);
        if (!warmed(cluster)) {
            return false;
        }
        Cluster former = clusters.inForce().get(name);
        clusterSink.apply(cluster);
        clusters.promote(name);
        late.over(name);
        assignees.put(former, cluster);
        endpoints(cluster, former).ifPresent(assignment -> clusterSink.endpoints(name, assignment));
        return true;
    }

    /** One that cannot be put in force must neither hold the others back nor be tried for ever. */
    private boolean promoted(ResourceType type, String name, Predicate<String> promotion) {
        try {
            return promotion.test(name);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            stocks.of(type).refuse(name);
            var why = new Finding.Rejected(type, name, "", "cannot be put in force: " + e);
            Update refusal = new Update(type, "", Map.of(), Set.of(), Set.of(), List.of(why), List.of());
            if (type == ResourceType.LISTENER) {
                doubts.heard(refusal);
            }
            listener.updated(refusal);
            return true;
        }
    }

    private boolean warmed(Cluster cluster) {
        return References.assignment(cluster).map(stocks.assignments::resolved).orElse(true)
                && References.secrets(cluster).stream().allMatch(stocks.secrets::resolved)
                && dns.resolved(cluster);
    }

    /** Those of the form that comes into force; empty where the former's stay. */
    private Optional<ClusterLoadAssignment> endpoints(Cluster cluster, @Nullable Cluster former) {
        if (cluster.discovery() instanceof Cluster.Discovery.Static fixed) {
            return Optional.of(fixed.assignment());
        }
        Optional<String> service = References.assignment(cluster);
        if (service.isEmpty()) {
            return dns.endpoints(cluster);
        }
        Optional<ClusterLoadAssignment> known = stocks.assignments.find(service.get());
        boolean moved = former != null && !References.assignment(former).equals(service);
        // Under another name there may be other services: without an answer there is nobody, rather than the wrong
        // ones.
        return known.isEmpty() && moved ? Optional.of(ClusterLoadAssignment.empty(service.get())) : known;
    }

    private boolean promoteListeners() {
        boolean changed = false;
        for (String name : stocks.listeners.warming()) {
            changed |= promoted(ResourceType.LISTENER, name, this::promoteListener);
        }
        return changed;
    }

    private boolean promoteListener(String name) {
        Listener newest = stocks.listeners.find(name).orElseThrow();
        boolean warmed = References.routes(newest).stream().allMatch(this::routeReady)
                && References.secrets(newest).stream().allMatch(stocks.secrets::resolved)
                && allReady(References.clusters(newest));
        if (warmed) {
            stocks.listeners.promote(name);
        }
        return warmed;
    }

    private boolean promoteRoutes() {
        boolean changed = false;
        for (String name : stocks.routes.warming()) {
            changed |= promoted(ResourceType.ROUTE_CONFIGURATION, name, this::promoteRoute);
        }
        return changed;
    }

    private boolean promoteRoute(String name) {
        boolean ready = routeReady(name);
        if (ready) {
            stocks.routes.promote(name);
        }
        return ready;
    }

    private boolean routeReady(String name) {
        return stocks.routes.resolved(name)
                && stocks.routes
                        .find(name)
                        .map(found -> allReady(References.clusters(found)))
                        .orElse(true);
    }

    /** Asks about each, so that all that are unknown are waited for together. */
    private boolean allReady(Set<String> names) {
        boolean ready = true;
        for (String name : names) {
            ready &= clusterReady(name);
        }
        return ready;
    }

    /** In force in its newest form, or not to be expected: a call to it is then refused by name. */
    private boolean clusterReady(String name) {
        Cluster inForce = clusters.inForce().get(name);
        Optional<Cluster> newest = clusters.find(name);
        if (newest.isPresent()) {
            // What it waits for may come from a source that is away: then the former form serves, or its calls are
            // refused.
            return newest.get().equals(inForce) || late.isGivenUp(name, References.patience(newest.get()));
        }
        // Differs from Envoy, which takes the route at once and refuses its calls until the cluster comes.
        return inForce != null
                || (demands != null
                        ? clusters.resolved(name)
                        : clusters.settled() && (!expectsClusters || unknown.isGivenUp(name, PATIENCE)));
    }

    private boolean withdraw() {
        boolean changed = false;
        for (String name : stocks.listeners.leaving()) {
            stocks.listeners.withdraw(name);
            changed = true;
        }
        Set<String> named = new HashSet<>();
        if (!stocks.routes.leaving().isEmpty()) {
            stocks.listeners.inForce().values().forEach(one -> named.addAll(References.routes(one)));
        }
        for (String name : stocks.routes.leaving()) {
            // RDS deletes nothing by absence; what no listener names any more is let go.
            if (!named.contains(name)) {
                stocks.routes.withdraw(name);
                changed = true;
            }
        }
        return withdrawClusters() || changed;
    }

    private boolean withdrawClusters() {
        if (clusters.leaving().isEmpty() && unknown.isEmpty() && late.isEmpty()) {
            return false;
        }
        boolean changed = false;
        Set<String> used = stocks.clustersInUse();
        for (String name : clusters.leaving()) {
            // Differs from Envoy, which drops it at once: a push that removes a cluster before its route loses no call.
            if (!used.contains(name)) {
                assignees.remove(clusters.inForce().get(name));
                clusters.withdraw(name);
                clusterSink.remove(name);
                dns.forget(name);
                changed = true;
            }
        }
        used.addAll(stocks.clustersNamed());
        unknown.retain(used);
        late.retain(used);
        return changed;
    }
}
