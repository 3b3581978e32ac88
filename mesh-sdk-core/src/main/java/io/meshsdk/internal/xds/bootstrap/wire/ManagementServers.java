package io.meshsdk.internal.xds.bootstrap.wire;

import io.meshsdk.call.Address;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.TransportSocket;
import java.util.List;
import java.util.Optional;

/** A static cluster as a server of configuration. */
final class ManagementServers {
    private ManagementServers() {}

    /** Empty where the cluster cannot be one: it has no address of its own, or a socket that is not supported. */
    static Optional<ManagementServer> of(Cluster cluster) {
        List<Address> addresses = addresses(cluster.discovery());
        if (addresses.isEmpty()) {
            return Optional.empty();
        }
        String authority = addresses.get(0) instanceof Address.Socket socket ? socket.toString() : "localhost";
        if (cluster.transportSocket() instanceof TransportSocket.RawBuffer) {
            return Optional.of(new ManagementServer(
                    cluster.name(), addresses, authority, new ManagementServer.Security.Plaintext()));
        }
        if (cluster.transportSocket() instanceof TransportSocket.UpstreamTls tls) {
            return Optional.of(new ManagementServer(
                    cluster.name(),
                    addresses,
                    tls.sni().isEmpty() ? authority : tls.sni(),
                    new ManagementServer.Security.Cluster(cluster, tls)));
        }
        return Optional.empty();
    }

    /** Those that stand in the cluster itself. */
    static List<Address> addresses(Cluster.Discovery discovery) {
        if (discovery instanceof Cluster.Discovery.Static fixed) {
            return addresses(fixed.assignment());
        }
        if (discovery instanceof Cluster.Discovery.StrictDns strict) {
            return addresses(strict.names());
        }
        if (discovery instanceof Cluster.Discovery.LogicalDns logical) {
            return addresses(logical.name());
        }
        return List.of();
    }

    private static List<Address> addresses(ClusterLoadAssignment assignment) {
        return assignment.localities().stream()
                .flatMap(locality -> locality.endpoints().stream())
                .map(ClusterLoadAssignment.LbEndpoint::address)
                .toList();
    }
}
