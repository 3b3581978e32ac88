package io.meshsdk.internal.upstream;

import io.meshsdk.call.Address;
import io.meshsdk.call.Metadata;
import io.meshsdk.internal.balance.Balancer;
import io.meshsdk.internal.balance.Member;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.Cluster.Discovery;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ClusterLoadAssignment.LbEndpoint;
import io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The state of one cluster that outlives its configuration: endpoints, calls in flight, permits.
 *
 * <p>Read by many threads; changed by the control thread alone.
 */
public final class Upstream {
    /** Never a generation of a real key: a refused endpoint has no connections to tell apart. */
    private static final long NO_KEY = -1;

    private static final EndpointListener NOBODY = gone -> {};

    private final String name;
    private final ThresholdPermits defaultPermits;
    private final ThresholdPermits highPermits;
    /** By address; guarded by the control thread. */
    private Map<Address, LiveEndpoint> byAddress = Map.of();

    /** What {@link #byAddress} was made of; guarded by the control thread. */
    private ClusterLoadAssignment assignment;

    /** Guarded by the control thread. */
    private @Nullable SecuritySource securitySource;

    private final RandomGenerator random;

    /** Written by the control thread. */
    private volatile Cluster configuration;

    /** Written by the control thread. */
    private volatile EndpointView view;

    /** Written by the control thread. */
    private volatile Admission defaultAdmission;

    /** Written by the control thread. */
    private volatile Admission highAdmission;

    Upstream(Cluster configuration, RandomGenerator random) {
        this.random = random;
        this.assignment = ClusterLoadAssignment.empty(configuration.name());
        this.name = configuration.name();
        this.configuration = configuration;
        this.defaultPermits =
                new ThresholdPermits(configuration.circuitBreakers().defaultPriority());
        this.highPermits = new ThresholdPermits(configuration.circuitBreakers().highPriority());
        this.defaultAdmission =
                Admission.of(name, configuration.circuitBreakers().defaultPriority());
        this.highAdmission = Admission.of(name, configuration.circuitBreakers().highPriority());
        this.view = view();
        useOwnEndpoints(NOBODY);
    }

    public String name() {
        return name;
    }

    public Cluster configuration() {
        return configuration;
    }

    /** In the order of the configuration. */
    public List<LiveEndpoint> endpoints() {
        return view.endpoints();
    }

    /** The next endpoint for a call, or null where none may be called. Counts nothing yet. */
    public @Nullable LiveEndpoint pick() {
        return view.pick(random);
    }

    /** {@code max_requests}: one for each attempt in flight. */
    public Limit requests(RoutingPriority priority) {
        return admission(priority).requests();
    }

    /** {@code max_retries}: one for each retry in flight. */
    public Limit retries(RoutingPriority priority) {
        return admission(priority).retries();
    }

    /** Why no call may go to this cluster, whatever its endpoints; null where calls may. */
    public @Nullable String refusal() {
        return configuration.discovery() instanceof Discovery.Unsupported unsupported
                ? "cluster " + name + ": " + unsupported.why()
                : null;
    }

    public ConnectionPermits permits(RoutingPriority priority) {
        return priority == RoutingPriority.HIGH ? highPermits : defaultPermits;
    }

    void configure(Cluster changed, EndpointListener listener) {
        Cluster former = configuration;
        configuration = changed;
        defaultPermits.limits(changed.circuitBreakers().defaultPriority());
        highPermits.limits(changed.circuitBreakers().highPriority());
        defaultAdmission =
                defaultAdmission.changed(name, changed.circuitBreakers().defaultPriority());
        highAdmission = highAdmission.changed(name, changed.circuitBreakers().highPriority());
        if (isPlaintext(changed)) {
            // Should the cluster turn to TLS again, a key of long ago must not serve.
            securitySource = null;
        }
        if (!former.transportSocket().equals(changed.transportSocket())
                || !former.transportSocketMatches().equals(changed.transportSocketMatches())) {
            secureAll(listener);
        }
        if (!former.discovery().equals(changed.discovery())) {
            useOwnEndpoints(listener);
        }
        if (!former.lbPolicy().equals(changed.lbPolicy())
                || former.healthyPanicThreshold() != changed.healthyPanicThreshold()
                || former.localityWeighted() != changed.localityWeighted()) {
            view = view();
        }
    }

    void secure(SecuritySource source, EndpointListener listener) {
        securitySource = source;
        secureAll(listener);
    }

    void assign(ClusterLoadAssignment changed, EndpointListener listener) {
        replace(changed, listener);
    }

    void remove(EndpointListener listener) {
        // The endpoints stay where they are, for a call that began before goes on; what they no longer do is keep
        // connections.
        for (LiveEndpoint endpoint : endpoints()) {
            endpoint.remove();
        }
        endpoints().forEach(listener::removed);
    }

    private void useOwnEndpoints(EndpointListener listener) {
        if (configuration.discovery() instanceof Discovery.Static own) {
            replace(own.assignment(), listener);
        }
    }

    private void replace(ClusterLoadAssignment changed, EndpointListener listener) {
        assignment = byPriority(changed);
        Map<Address, LiveEndpoint> next = new LinkedHashMap<>();
        for (LocalityLbEndpoints group : assignment.localities()) {
            for (LbEndpoint configured : group.endpoints()) {
                // An address given twice is one endpoint; the first stands, as its priority is the higher or the same.
                // Differs from Envoy, where it is one of each of its priorities.
                if (!next.containsKey(configured.address())) {
                    next.put(configured.address(), keepOrMake(configured, group, listener));
                }
            }
        }
        Map<Address, LiveEndpoint> former = byAddress;
        byAddress = next;
        view = view();
        for (LiveEndpoint gone : former.values()) {
            if (!next.containsKey(gone.address())) {
                gone.remove();
                listener.removed(gone);
            }
        }
    }

    /** A message may have its localities in any order. */
    private static ClusterLoadAssignment byPriority(ClusterLoadAssignment message) {
        return new ClusterLoadAssignment(
                message.name(),
                message.localities().stream()
                        .sorted(Comparator.comparingInt(LocalityLbEndpoints::priority))
                        .toList(),
                message.overprovisioningFactor());
    }

    private EndpointView view() {
        List<LiveEndpoint> endpoints = new ArrayList<>(byAddress.size());
        List<Member> members = new ArrayList<>(byAddress.size());
        Set<LiveEndpoint> seen = new HashSet<>();
        for (LocalityLbEndpoints group : assignment.localities()) {
            for (LbEndpoint configured : group.endpoints()) {
                LiveEndpoint endpoint = byAddress.get(configured.address());
                if (endpoint != null && seen.add(endpoint)) {
                    endpoints.add(endpoint);
                    members.add(new Member(
                            configured.healthStatus(),
                            configured.weight(),
                            group.locality(),
                            group.weight(),
                            group.priority()));
                }
            }
        }
        Balancer balancer = Balancer.of(
                members,
                configuration.lbPolicy(),
                assignment.overprovisioningFactor(),
                configuration.healthyPanicThreshold(),
                configuration.localityWeighted() ? Balancer.Localities.WEIGHTED : Balancer.Localities.UNWEIGHTED,
                random);
        return new EndpointView(endpoints, balancer);
    }

    private Admission admission(RoutingPriority priority) {
        return priority == RoutingPriority.HIGH ? highAdmission : defaultAdmission;
    }

    private LiveEndpoint keepOrMake(LbEndpoint configured, LocalityLbEndpoints group, EndpointListener listener) {
        LiveEndpoint kept = byAddress.get(configured.address());
        if (kept == null) {
            return new LiveEndpoint(this, configured, group.locality(), securityOf(configured.metadata()));
        }
        boolean otherMetadata = !kept.metadata().equals(configured.metadata());
        kept.change(configured, group.locality());
        if (otherMetadata && kept.secure(securityOf(configured.metadata()))) {
            listener.rekeyed(kept);
        }
        return kept;
    }

    private void secureAll(EndpointListener listener) {
        for (LiveEndpoint endpoint : endpoints()) {
            if (endpoint.secure(securityOf(endpoint.metadata()))) {
                listener.rekeyed(endpoint);
            }
        }
    }

    private ClientSecurity securityOf(Metadata metadata) {
        if (isPlaintext(configuration)) {
            return ClientSecurity.PLAINTEXT;
        }
        if (configuration.transportSocket() instanceof TransportSocket.Unsupported socket) {
            return new ClientSecurity.Refused(NO_KEY, "cluster " + name + ": " + socket.why());
        }
        if (securitySource == null) {
            return new ClientSecurity.Refused(
                    NO_KEY, "cluster " + name + " asks for TLS, and there is no key and trust for it yet");
        }
        return securitySource.of(metadata);
    }

    private static boolean isPlaintext(Cluster cluster) {
        return cluster.transportSocket() instanceof TransportSocket.RawBuffer
                && cluster.transportSocketMatches().isEmpty();
    }
}
