package io.meshsdk.internal.upstream;

import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The clusters that there are now.
 *
 * <p>Read by many threads; changed by the control thread alone.
 */
public final class Upstreams implements ClusterSink {
    private final Map<String, Upstream> byName = new ConcurrentHashMap<>();
    private final List<EndpointListener> listeners = new CopyOnWriteArrayList<>();
    private final EndpointListener all = new EveryListener();

    /** Security that came before its cluster. Guarded by the control thread. */
    private final Map<String, SecuritySource> early = new HashMap<>();

    private final RandomGenerator random;

    /**
     * @param random for picks; safe for use by many threads
     */
    public Upstreams(RandomGenerator random) {
        this.random = random;
    }

    public @Nullable Upstream find(String cluster) {
        return byName.get(cluster);
    }

    public Collection<Upstream> all() {
        return byName.values();
    }

    /** From any thread; stays until the mesh ends. */
    public void listen(EndpointListener listener) {
        listeners.add(listener);
    }

    @Override
    public void apply(Cluster cluster) {
        Upstream known = byName.get(cluster.name());
        if (known != null) {
            known.configure(cluster, all);
            return;
        }
        Upstream added = new Upstream(cluster, random);
        SecuritySource source = early.remove(cluster.name());
        if (source != null) {
            added.secure(source, all);
        }
        byName.put(cluster.name(), added);
    }

    @Override
    public void endpoints(String cluster, ClusterLoadAssignment assignment) {
        Upstream known = byName.get(cluster);
        if (known != null) {
            known.assign(assignment, all);
        }
    }

    /**
     * What the cluster's connections use from now on, at its first configuration and at each rotation. A cluster that
     * asks for TLS refuses until this was given, and whoever changes its socket gives this in the same turn.
     */
    public void security(String cluster, SecuritySource source) {
        Upstream known = byName.get(cluster);
        if (known == null) {
            early.put(cluster, source);
        } else {
            known.secure(source, all);
        }
    }

    @Override
    public void remove(String cluster) {
        early.remove(cluster);
        Upstream known = byName.remove(cluster);
        if (known != null) {
            known.remove(all);
        }
    }

    private final class EveryListener implements EndpointListener {
        @Override
        public void removed(LiveEndpoint endpoint) {
            listeners.forEach(each -> each.removed(endpoint));
        }

        @Override
        public void rekeyed(LiveEndpoint endpoint) {
            listeners.forEach(each -> each.rekeyed(endpoint));
        }
    }
}
