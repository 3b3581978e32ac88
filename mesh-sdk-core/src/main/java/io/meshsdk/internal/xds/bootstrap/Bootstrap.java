package io.meshsdk.internal.xds.bootstrap;

import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.model.Node;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import java.nio.charset.StandardCharsets;
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
 * @param authorities the servers of {@code xdstp:} names by their authority, the best first; gRPC only
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
        Map<String, List<ManagementServer>> authorities,
        Map<String, CertificateProvider> certificateProviders,
        ListenerNames listenerNames,
        List<Note> notes) {
    public Bootstrap {
        servers = List.copyOf(servers);
        sources = Map.copyOf(sources);
        fixed = List.copyOf(fixed);
        clusterServers = Map.copyOf(clusterServers);
        authorities = Map.copyOf(authorities);
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
        private static final String PLAIN =
                "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~!$&'()*+,;=:@/";
        public static final ListenerNames DEFAULT = new ListenerNames("%s", Optional.empty());

        /** Through which a call to an authority goes. */
        public String ofAuthority(String authority) {
            return filled(client, authority);
        }

        /**
         * For what is served.
         *
         * @param address {@code ip:port}
         */
        public Optional<String> ofServed(String address) {
            return server.map(template -> filled(template, address));
        }

        private static String filled(String template, String value) {
            return template.replace("%s", template.startsWith("xdstp:") ? encoded(value) : value);
        }

        /** As a path in a URI; what comes from strangers must not end it. */
        private static String encoded(String value) {
            StringBuilder path = new StringBuilder(value.length());
            for (byte unit : value.getBytes(StandardCharsets.UTF_8)) {
                boolean plain = PLAIN.indexOf(unit) >= 0;
                path.append(plain ? String.valueOf((char) unit) : String.format("%%%02X", unit & 0xff));
            }
            return path.toString();
        }
    }
}
