package io.meshsdk.internal.xds.bootstrap;

import io.meshsdk.call.Address;
import io.meshsdk.model.TransportSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A server of configuration.
 *
 * @param name for reports: the cluster's, or the URI
 * @param authority HTTP's authority and TLS's server name
 */
public record ManagementServer(String name, List<Address> addresses, String authority, Security security) {
    public ManagementServer {
        addresses = List.copyOf(addresses);
    }

    /** What stands between TCP and gRPC. */
    public sealed interface Security {
        record Plaintext() implements Security {}

        /** As a cluster's {@code transport_socket} says. */
        record Cluster(io.meshsdk.model.Cluster cluster, TransportSocket.UpstreamTls tls) implements Security {}

        /** {@code channel_creds} of type {@code tls}: files, read anew for each connection. */
        record Files(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) implements Security {}
    }
}
