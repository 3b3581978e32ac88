package io.meshsdk.internal.xds.bootstrap;

import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.model.Node;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a process knows before it has talked to anybody.
 *
 * @param servers of the aggregated stream, the best first; may be empty
 * @param sources of the types that come unasked: listeners and clusters
 * @param fixed {@code static_resources}
 * @param clusterServers servers by the cluster that stands for them, for resources that name their own source
 * @param certificateProviders by instance name; gRPC only
 * @param notes what was left out, and why
 */
public record Bootstrap(
        Dialect dialect,
        Node node,
        List<ManagementServer> servers,
        Variant variant,
        Map<ResourceType, Source> sources,
        List<Resource> fixed,
        Map<String, ManagementServer> clusterServers,
        Map<String, CertificateProvider> certificateProviders,
        ListenerNames listenerNames,
        List<Note> notes) {
    public Bootstrap {
        servers = List.copyOf(servers);
        sources = Map.copyOf(sources);
        fixed = List.copyOf(fixed);
        clusterServers = Map.copyOf(clusterServers);
        certificateProviders = Map.copyOf(certificateProviders);
        notes = List.copyOf(notes);
    }

    /**
     * A part that was left out.
     *
     * @param field path from the root
     */
    public record Note(String field, String why) {}

    /** {@code file_watcher} of {@code certificate_providers}. */
    public record CertificateProvider(
            Optional<Path> certificate, Optional<Path> key, Optional<Path> ca, Duration refreshInterval) {}

    /**
     * Templates of listener names; {@code %s} is the authority asked for, or the address served.
     *
     * @param server empty where this process serves nothing by xDS
     */
    public record ListenerNames(String client, Optional<String> server) {
        public static final ListenerNames DEFAULT = new ListenerNames("%s", Optional.empty());
    }
}
