package io.meshsdk.internal.config;

import io.meshsdk.model.Cluster;
import io.meshsdk.model.ConfigSourceRef;
import io.meshsdk.model.FilterChain;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.Listener;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.TransportSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which resources a resource names. */
final class References {
    private References() {}

    /** The assignment of an EDS cluster. */
    static Optional<String> assignment(Cluster cluster) {
        return cluster.discovery() instanceof Cluster.Discovery.Eds eds
                ? Optional.of(eds.serviceName())
                : Optional.empty();
    }

    /** How long a cluster's endpoints and secrets may keep routes waiting; zero where one is to be waited for without end. */
    static Duration patience(Cluster cluster) {
        Set<Duration> limits = new LinkedHashSet<>();
        if (cluster.discovery() instanceof Cluster.Discovery.Eds eds) {
            limits.add(eds.source().initialFetchTimeout());
        }
        limits(cluster.transportSocket(), limits);
        cluster.transportSocketMatches().forEach(match -> limits(match.socket(), limits));
        if (limits.contains(Duration.ZERO)) {
            return Duration.ZERO;
        }
        return limits.stream().max(Comparator.naturalOrder()).orElse(ConfigSourceRef.DEFAULT_INITIAL_FETCH_TIMEOUT);
    }

    private static void limits(TransportSocket socket, Set<Duration> limits) {
        if (socket instanceof TransportSocket.UpstreamTls tls) {
            if (tls.common().certificate() instanceof TransportSocket.CertificateSource.Sds sds) {
                limits.add(sds.source().initialFetchTimeout());
            }
            if (tls.common().validation() instanceof TransportSocket.ValidationSource.Sds sds) {
                limits.add(sds.source().initialFetchTimeout());
            } else if (tls.common().validation() instanceof TransportSocket.ValidationSource.Combined combined) {
                limits.add(combined.source().initialFetchTimeout());
            }
        }
    }

    static Set<String> secrets(Cluster cluster) {
        Set<String> names = new LinkedHashSet<>();
        secrets(cluster.transportSocket(), names);
        cluster.transportSocketMatches().forEach(match -> secrets(match.socket(), names));
        return names;
    }

    static Set<String> secrets(Listener listener) {
        Set<String> names = new LinkedHashSet<>();
        chains(listener).forEach(chain -> secrets(chain.transportSocket(), names));
        return names;
    }

    /** Route configurations by RDS. */
    static Set<String> routes(Listener listener) {
        Set<String> names = new LinkedHashSet<>();
        for (HttpConnectionManager manager : managers(listener)) {
            if (manager.routes() instanceof HttpConnectionManager.RouteSource.Rds rds) {
                names.add(rds.routeConfigName());
            }
        }
        return names;
    }

    /** Clusters that routes given inline name. */
    static Set<String> clusters(Listener listener) {
        Set<String> names = new LinkedHashSet<>();
        for (HttpConnectionManager manager : managers(listener)) {
            if (manager.routes() instanceof HttpConnectionManager.RouteSource.Inline inline) {
                names.addAll(clusters(inline.configuration()));
            }
        }
        return names;
    }

    static Set<String> clusters(RouteConfiguration routes) {
        Set<String> names = new LinkedHashSet<>();
        routes.virtualHosts()
                .forEach(host -> host.routes().forEach(route -> {
                    if (route.action() instanceof RouteAction.Forward forward) {
                        clusters(forward.cluster(), names);
                    }
                }));
        return names;
    }

    private static void clusters(RouteAction.ClusterChoice choice, Set<String> names) {
        if (choice instanceof RouteAction.ClusterChoice.Named named) {
            names.add(named.cluster());
        } else if (choice instanceof RouteAction.ClusterChoice.Weighted weighted) {
            weighted.clusters().forEach(cluster -> clusters(cluster.cluster(), names));
        }
    }

    private static List<FilterChain> chains(Listener listener) {
        List<FilterChain> chains = new ArrayList<>(listener.filterChains());
        listener.defaultFilterChain().ifPresent(chains::add);
        return chains;
    }

    private static List<HttpConnectionManager> managers(Listener listener) {
        List<HttpConnectionManager> managers = new ArrayList<>();
        listener.apiListener().ifPresent(managers::add);
        for (FilterChain chain : chains(listener)) {
            for (FilterChain.NetworkFilter filter : chain.filters()) {
                if (filter instanceof FilterChain.NetworkFilter.Http http) {
                    managers.add(http.manager());
                }
            }
        }
        return managers;
    }

    private static void secrets(TransportSocket socket, Set<String> names) {
        if (socket instanceof TransportSocket.UpstreamTls tls) {
            secrets(tls.common(), names);
        } else if (socket instanceof TransportSocket.DownstreamTls tls) {
            secrets(tls.common(), names);
        }
    }

    private static void secrets(TransportSocket.CommonTls common, Set<String> names) {
        if (common.certificate() instanceof TransportSocket.CertificateSource.Sds sds) {
            names.add(sds.name());
        }
        if (common.validation() instanceof TransportSocket.ValidationSource.Sds sds) {
            names.add(sds.name());
        } else if (common.validation() instanceof TransportSocket.ValidationSource.Combined combined) {
            names.add(combined.sdsName());
        }
    }
}
