package io.meshsdk.internal.xds.source;

import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ConfigSourceRef;
import io.meshsdk.model.FilterChain;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.TransportSocket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which source the resources named by others are to be asked from, learnt from those that name them. A name that two resources
 * give two sources comes from the one named last. Owned by the control thread.
 */
final class Origins {
    private static final int MANY = 10_000;
    private static final Origin ADS = new Origin.Ads();

    private final Map<String, ManagementServer> clusterServers;
    private final Function<String, Origin> byName;
    private final Map<ResourceType, Map<String, Named>> named = new EnumMap<>(ResourceType.class);

    private final Set<ResourceType> moved = new HashSet<>();

    private record Named(Origin origin, Duration fetchTimeout) {}

    /**
     * @param byName where a name comes from whose source is the aggregated stream
     */
    Origins(Map<String, ManagementServer> clusterServers, Function<String, Origin> byName) {
        this.clusterServers = clusterServers;
        this.byName = byName;
    }

    Origin of(ResourceType type, String name) {
        Named known = named.getOrDefault(type, Map.of()).get(name);
        return known == null || known.origin().equals(ADS) ? byName.apply(name) : known.origin();
    }

    Duration fetchTimeout(ResourceType type, String name) {
        Named known = named.getOrDefault(type, Map.of()).get(name);
        return known == null ? ConfigSourceRef.DEFAULT_INITIAL_FETCH_TIMEOUT : known.fetchTimeout();
    }

    /** Forgets names that nobody wants any more, once they are many: a name may be learnt before it is wanted. */
    void retain(ResourceType type, Set<String> wanted) {
        Map<String, Named> known = named.getOrDefault(type, Map.of());
        if (known.size() > 2 * wanted.size() + MANY) {
            known.keySet().retainAll(wanted);
        }
    }

    /**
     * @param from where the resource itself came from
     */
    void learn(Resource resource, Origin from) {
        if (resource instanceof Cluster cluster) {
            if (cluster.discovery() instanceof Cluster.Discovery.Eds eds) {
                put(ResourceType.CLUSTER_LOAD_ASSIGNMENT, eds.serviceName(), eds.source(), from);
            }
            learn(cluster.transportSocket(), from);
            cluster.transportSocketMatches().forEach(match -> learn(match.socket(), from));
        } else if (resource instanceof Listener listener) {
            listener.apiListener().ifPresent(manager -> learn(manager, from));
            listener.filterChains().forEach(chain -> learn(chain, from));
            listener.defaultFilterChain().ifPresent(chain -> learn(chain, from));
        }
    }

    private void learn(FilterChain chain, Origin from) {
        learn(chain.transportSocket(), from);
        chain.filters().forEach(filter -> {
            if (filter instanceof FilterChain.NetworkFilter.Http http) {
                learn(http.manager(), from);
            }
        });
    }

    private void learn(HttpConnectionManager manager, Origin from) {
        if (manager.routes() instanceof HttpConnectionManager.RouteSource.Rds rds) {
            put(ResourceType.ROUTE_CONFIGURATION, rds.routeConfigName(), rds.source(), from);
        }
    }

    private void learn(TransportSocket socket, Origin from) {
        if (socket instanceof TransportSocket.UpstreamTls tls) {
            learn(tls.common(), from);
        } else if (socket instanceof TransportSocket.DownstreamTls tls) {
            learn(tls.common(), from);
        }
    }

    private void learn(TransportSocket.CommonTls common, Origin from) {
        if (common.certificate() instanceof TransportSocket.CertificateSource.Sds sds) {
            put(ResourceType.SECRET, sds.name(), sds.source(), from);
        }
        if (common.validation() instanceof TransportSocket.ValidationSource.Sds sds) {
            put(ResourceType.SECRET, sds.name(), sds.source(), from);
        } else if (common.validation() instanceof TransportSocket.ValidationSource.Combined combined) {
            put(ResourceType.SECRET, combined.sdsName(), combined.source(), from);
        }
    }

    private void put(ResourceType type, String name, ConfigSourceRef source, Origin from) {
        Named now = new Named(origin(type, source, from), source.initialFetchTimeout());
        Named former = named.computeIfAbsent(type, any -> new HashMap<>()).put(name, now);
        if (former != null && !former.origin().equals(now.origin())) {
            moved.add(type);
        }
    }

    /** The types of which a name comes from elsewhere than before, since the last call. */
    Set<ResourceType> takeMoved() {
        Set<ResourceType> taken = Set.copyOf(moved);
        moved.clear();
        return taken;
    }

    private Origin origin(ResourceType type, ConfigSourceRef source, Origin from) {
        if (source instanceof ConfigSourceRef.Self) {
            return from.forType(type);
        }
        if (source instanceof ConfigSourceRef.Path path) {
            return new Origin.File(path.path(), type);
        }
        if (source instanceof ConfigSourceRef.Grpc grpc) {
            ManagementServer server = clusterServers.get(grpc.cluster());
            return server == null
                    ? new Origin.Unknown("there is no static cluster " + grpc.cluster() + " in the bootstrap")
                    : new Origin.Stream(
                            List.of(server), grpc.delta() ? Variant.DELTA : Variant.STATE_OF_THE_WORLD, type);
        }
        return ADS;
    }
}
