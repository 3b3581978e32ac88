package io.meshsdk.internal.config;

import io.meshsdk.call.Address;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ClusterLoadAssignment.LbEndpoint;
import io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints;
import io.meshsdk.spi.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints of STRICT_DNS and LOGICAL_DNS clusters: names looked up again and again, the last good kept where a look-up
 * fails. Owned by the control thread.
 */
public final class DnsEndpoints {
    private final NameResolver resolver;
    private final Time time;
    private final Map<String, Names> byCluster = new HashMap<>();
    private BiConsumer<String, ClusterLoadAssignment> onChange = (cluster, endpoints) -> {};

    public DnsEndpoints(NameResolver resolver, Time time) {
        this.resolver = resolver;
        this.time = time;
    }

    void onChange(BiConsumer<String, ClusterLoadAssignment> listener) {
        onChange = listener;
    }

    /** Begins to look a DNS cluster's names up; nothing for other clusters and for one already looked up so. */
    void want(Cluster cluster) {
        Names former = byCluster.get(cluster.name());
        Optional<Names> wanted = names(cluster, former);
        if (wanted.isEmpty()) {
            forget(cluster.name());
        } else if (former == null || !former.sameAs(wanted.get())) {
            forget(cluster.name());
            byCluster.put(cluster.name(), wanted.get());
            wanted.get().lookUp();
        }
    }

    /** Whether the first look-up has ended, well or not. True for clusters without DNS. */
    boolean resolved(Cluster cluster) {
        Names names = byCluster.get(cluster.name());
        return names == null || names.pending.isEmpty() || names.everEnded;
    }

    Optional<ClusterLoadAssignment> endpoints(Cluster cluster) {
        return Optional.ofNullable(byCluster.get(cluster.name())).map(Names::assignment);
    }

    void forget(String cluster) {
        Names names = byCluster.remove(cluster);
        if (names != null) {
            names.stop();
        }
    }

    /** Ends all look-ups. */
    public void close() {
        byCluster.values().forEach(Names::stop);
        byCluster.clear();
    }

    private Optional<Names> names(Cluster cluster, @Nullable Names former) {
        Map<String, List<String>> known = former == null ? Map.of() : former.addresses;
        if (cluster.discovery() instanceof Cluster.Discovery.StrictDns dns) {
            return Optional.of(new Names(cluster.name(), dns.names(), dns.refreshRate(), Integer.MAX_VALUE, known));
        }
        if (cluster.discovery() instanceof Cluster.Discovery.LogicalDns dns) {
            return Optional.of(new Names(cluster.name(), dns.name(), dns.refreshRate(), 1, known));
        }
        return Optional.empty();
    }

    /** The names of one cluster. */
    private final class Names {
        private final String cluster;
        private final ClusterLoadAssignment template;
        private final Duration refreshRate;
        private final int addressesPerName;
        private final Map<String, List<String>> addresses;
        private final Set<String> pending = new LinkedHashSet<>();
        private boolean everEnded;
        private boolean stopped;
        private Time.@Nullable Timer timer;

        Names(
                String cluster,
                ClusterLoadAssignment template,
                Duration refreshRate,
                int addressesPerName,
                Map<String, List<String>> known) {
            this.cluster = cluster;
            this.template = template;
            this.refreshRate = refreshRate;
            this.addressesPerName = addressesPerName;
            this.addresses = new HashMap<>(known);
        }

        boolean sameAs(Names other) {
            return template.equals(other.template)
                    && refreshRate.equals(other.refreshRate)
                    && addressesPerName == other.addressesPerName;
        }

        void lookUp() {
            if (stopped) {
                return;
            }
            for (String host : hosts()) {
                // One whose last look-up has not ended is not asked for again.
                if (pending.add(host)) {
                    resolver.resolve(host, answer -> answered(host, answer));
                }
            }
            timer = time.schedule(refreshRate, this::lookUp);
        }

        private void answered(String host, NameResolver.Answer answer) {
            if (stopped || !pending.remove(host)) {
                return;
            }
            boolean changed = false;
            if (answer instanceof NameResolver.Answer.Found found) {
                List<String> taken = taken(addresses.getOrDefault(host, List.of()), found.addresses());
                changed = !taken.equals(addresses.put(host, taken));
            }
            boolean first = pending.isEmpty() && !everEnded;
            everEnded |= pending.isEmpty();
            if (first || (changed && everEnded)) {
                onChange.accept(cluster, assignment());
            }
        }

        /**
         * Differs from Envoy, which keeps one logical host and connects to the first address of the newest answer: the one
         * address stays as long as it is in the answer, whose order says nothing, so that its connections stay.
         */
        private List<String> taken(List<String> former, List<String> found) {
            if (found.size() <= addressesPerName) {
                return found;
            }
            return !former.isEmpty() && found.containsAll(former) ? former : found.subList(0, addressesPerName);
        }

        ClusterLoadAssignment assignment() {
            List<LocalityLbEndpoints> localities = new ArrayList<>();
            for (LocalityLbEndpoints locality : template.localities()) {
                List<LbEndpoint> endpoints = new ArrayList<>();
                locality.endpoints().forEach(endpoint -> endpoints.addAll(expand(endpoint)));
                localities.add(new LocalityLbEndpoints(
                        locality.locality(), locality.weight(), locality.priority(), endpoints));
            }
            return new ClusterLoadAssignment(template.name(), localities, template.overprovisioningFactor());
        }

        private List<LbEndpoint> expand(LbEndpoint endpoint) {
            if (!(endpoint.address() instanceof Address.Socket socket)) {
                return List.of(endpoint);
            }
            // Envoy gives a DNS endpoint the name as its hostname where it has none of its own.
            String hostname = endpoint.hostname().isEmpty() ? socket.host() : endpoint.hostname();
            return addresses.getOrDefault(socket.host(), List.of()).stream()
                    .map(ip -> new LbEndpoint(
                            new Address.Socket(ip, socket.port()),
                            hostname,
                            endpoint.healthStatus(),
                            endpoint.weight(),
                            endpoint.metadata()))
                    .toList();
        }

        private Set<String> hosts() {
            Set<String> hosts = new LinkedHashSet<>();
            template.localities()
                    .forEach(locality -> locality.endpoints().forEach(endpoint -> {
                        if (endpoint.address() instanceof Address.Socket socket) {
                            hosts.add(socket.host());
                        }
                    }));
            return hosts;
        }

        void stop() {
            stopped = true;
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
