package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster.EdsClusterConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.clusters.dns.v3.DnsCluster;
import io.meshsdk.model.Cluster.Discovery;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ConfigSourceRef;
import java.time.Duration;
import java.util.Set;

/** The {@code cluster_discovery_type}: how a cluster finds its endpoints. */
final class Discoveries {
    private static final Set<String> EDS = Set.of("eds_config", "service_name");
    private static final Set<String> CUSTOM = Set.of("name", "typed_config");
    private static final Set<String> DNS = Set.of("dns_refresh_rate", "all_addresses_in_single_endpoint");
    private static final Duration DNS_REFRESH = Duration.ofSeconds(5);

    private Discoveries() {}

    static Discovery of(Cluster proto, Reading reading) {
        if (proto.hasClusterType()) {
            return custom(proto, reading);
        }
        if (proto.getType() != Cluster.DiscoveryType.EDS && proto.hasEdsClusterConfig()) {
            reading.refuse(proto, "eds_cluster_config", "is set in a cluster of type " + proto.getType());
        }
        Duration refresh = Values.duration(proto, "dns_refresh_rate", reading).orElse(DNS_REFRESH);
        return switch (proto.getType()) {
            case STATIC -> new Discovery.Static(assignment(proto, Addresses.Hosts.LITERALS, reading));
            case STRICT_DNS -> new Discovery.StrictDns(assignment(proto, Addresses.Hosts.NAMES, reading), refresh);
            case LOGICAL_DNS -> logical(proto, refresh, reading);
            case EDS -> eds(proto, reading);
            default -> unsupported(proto, "type", proto.getType() + " clusters", reading);
        };
    }

    private static Discovery unsupported(Cluster proto, String field, String what, Reading reading) {
        reading.ignore(proto, field, what + " are not supported: calls to this cluster are refused");
        return new Discovery.Unsupported(what);
    }

    private static ClusterLoadAssignment assignment(Cluster proto, Addresses.Hosts hosts, Reading reading) {
        return Assignments.of(proto.getLoadAssignment(), hosts, reading);
    }

    private static Discovery logical(Cluster proto, Duration refresh, Reading reading) {
        boolean single = proto.getLoadAssignment().getEndpointsCount() == 1
                && proto.getLoadAssignment().getEndpoints(0).getLbEndpointsCount() == 1;
        if (!single) {
            reading.refuse(
                    proto, "load_assignment", "must hold one locality with one endpoint in a LOGICAL_DNS cluster");
        }
        return new Discovery.LogicalDns(assignment(proto, Addresses.Hosts.NAMES, reading), refresh);
    }

    private static Discovery eds(Cluster proto, Reading reading) {
        EdsClusterConfig eds = proto.getEdsClusterConfig();
        reading.read(eds, EDS);
        if (!eds.hasEdsConfig()) {
            reading.refuse(proto, "eds_cluster_config.eds_config", "must be set in a cluster of type EDS");
            return new Discovery.Unsupported("EDS without eds_config");
        }
        if (proto.hasLoadAssignment()) {
            reading.ignore(proto, "load_assignment", "a cluster of type EDS has its endpoints from eds_config");
        }
        ConfigSourceRef source = Sources.config(eds.getEdsConfig(), reading);
        return new Discovery.Eds(eds.getServiceName().isEmpty() ? proto.getName() : eds.getServiceName(), source);
    }

    private static Discovery custom(Cluster proto, Reading reading) {
        reading.read(proto.getClusterType(), CUSTOM);
        Any any = proto.getClusterType().getTypedConfig();
        if (!any.is(DnsCluster.class)) {
            return unsupported(proto, "cluster_type", Types.of(any) + " clusters", reading);
        }
        return reading.open(any, DnsCluster.getDefaultInstance())
                .map(dns -> {
                    reading.read(dns, DNS);
                    Duration refresh =
                            Values.duration(dns, "dns_refresh_rate", reading).orElse(DNS_REFRESH);
                    return dns.getAllAddressesInSingleEndpoint()
                            ? logical(proto, refresh, reading)
                            : new Discovery.StrictDns(assignment(proto, Addresses.Hosts.NAMES, reading), refresh);
                })
                .orElse(new Discovery.Unsupported("cluster_type"));
    }
}
