package io.meshsdk;

import io.grpc.ManagedChannel;
import io.meshsdk.call.Metadata;
import io.meshsdk.internal.rpc.RpcChannels;
import io.meshsdk.internal.rpc.RpcSecurity;
import io.meshsdk.internal.rpc.RpcTarget;
import io.meshsdk.internal.rpc.TlsFiles;
import io.meshsdk.internal.upstream.SecuritySource;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.ads.wire.GrpcAdsServer;
import io.meshsdk.internal.xds.ads.wire.Service;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.internal.xds.bootstrap.wire.ResourceFiles;
import io.meshsdk.internal.xds.source.XdsConfigSource;
import io.meshsdk.model.Cluster;
import io.meshsdk.transport.ClientSecurity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** Where channels to management servers meet the identity that secures some of them. Safe for use by many threads. */
final class ManagementChannels implements AutoCloseable {
    private final Executor blocking;
    private final int maxMessageBytes;
    private final RpcChannels channels;
    private final Map<String, ClientSecurity> byCluster = new ConcurrentHashMap<>();

    ManagementChannels(Executor blocking, int maxMessageBytes) {
        this.blocking = blocking;
        this.maxMessageBytes = maxMessageBytes;
        channels = new RpcChannels(Threads.daemons("mesh-rpc"), blocking);
    }

    XdsConfigSource source(Bootstrap bootstrap, ResourceParser parser) {
        return new XdsConfigSource(
                bootstrap,
                parser,
                (server, only, control) -> new GrpcAdsServer(
                        server.name(),
                        only.map(Service::of).orElse(Service.AGGREGATED),
                        () -> open(server),
                        bootstrap.node(),
                        maxMessageBytes,
                        control,
                        blocking),
                ResourceFiles::read,
                Threads.RANDOM,
                blocking);
    }

    /** The clusters whose security is kept from now on, for servers are reached through them. On the control thread. */
    List<Cluster> expect(Bootstrap bootstrap) {
        List<Cluster> clusters = Stream.concat(
                        bootstrap.servers().stream(), bootstrap.clusterServers().values().stream())
                .map(ManagementServer::security)
                .filter(ManagementServer.Security.Cluster.class::isInstance)
                .map(security -> ((ManagementServer.Security.Cluster) security).cluster())
                .distinct()
                .toList();
        clusters.forEach(cluster -> byCluster.put(
                cluster.name(), refused("the certificates of cluster " + cluster.name() + " have not been read yet")));
        return clusters;
    }

    /** On the control thread, at the first reading of a cluster's secrets and at each rotation. */
    void security(String cluster, SecuritySource source) {
        byCluster.computeIfPresent(cluster, (name, former) -> source.of(Metadata.EMPTY));
    }

    private ManagedChannel open(ManagementServer server) {
        return channels.open(new RpcTarget(server.addresses(), server.authority(), security(server)));
    }

    private RpcSecurity security(ManagementServer server) {
        ManagementServer.Security security = server.security();
        if (security instanceof ManagementServer.Security.Files files) {
            return new TlsFiles(files.ca(), files.certificate(), files.key());
        }
        if (security instanceof ManagementServer.Security.Cluster cluster) {
            String name = cluster.cluster().name();
            return RpcSecurity.of(
                    () -> byCluster.getOrDefault(name, refused("no security is known for cluster " + name)));
        }
        return RpcSecurity.PLAINTEXT;
    }

    private static ClientSecurity refused(String why) {
        return new ClientSecurity.Refused(-1, why);
    }

    @Override
    public void close() {
        channels.close();
    }
}
