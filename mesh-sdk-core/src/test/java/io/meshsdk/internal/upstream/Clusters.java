package io.meshsdk.internal.upstream;

import io.meshsdk.call.Address;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.model.CircuitBreakers;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.Cluster.Discovery;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ClusterLoadAssignment.HealthStatus;
import io.meshsdk.model.ClusterLoadAssignment.LbEndpoint;
import io.meshsdk.model.ClusterLoadAssignment.LocalityLbEndpoints;
import io.meshsdk.model.ConfigSourceRef;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.TransportSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Clusters for tests. */
public final class Clusters {
    public static final TransportSocket TLS = new TransportSocket.UpstreamTls(
            new TransportSocket.CommonTls(
                    new TransportSocket.CertificateSource.None(),
                    new TransportSocket.ValidationSource.Provider("roots", "", Optional.empty()),
                    List.of(),
                    TransportSocket.TlsParameters.DEFAULT),
            "",
            false,
            false);

    private Clusters() {}

    public static Cluster eds(String name) {
        return cluster(name, edsOf(name), CircuitBreakers.DEFAULT, new TransportSocket.RawBuffer());
    }

    public static Cluster eds(String name, TransportSocket socket) {
        return cluster(name, edsOf(name), CircuitBreakers.DEFAULT, socket);
    }

    public static Cluster eds(String name, CircuitBreakers breakers) {
        return cluster(name, edsOf(name), breakers, new TransportSocket.RawBuffer());
    }

    public static Cluster cluster(
            String name, Discovery discovery, CircuitBreakers breakers, TransportSocket transportSocket) {
        return new Cluster(
                name,
                discovery,
                new Cluster.LbPolicy.RoundRobin(),
                50,
                Duration.ofSeconds(5),
                1 << 20,
                breakers,
                transportSocket,
                List.of(),
                HttpProtocolOptions.HTTP1);
    }

    /** Healthy endpoints 10.0.0.1:port. */
    public static ClusterLoadAssignment on(int... ports) {
        return new ClusterLoadAssignment(
                "any",
                List.of(new LocalityLbEndpoints(
                        Locality.NONE,
                        0,
                        0,
                        IntStream.of(ports).mapToObj(Clusters::endpoint).toList())),
                140);
    }

    private static LbEndpoint endpoint(int port) {
        return new LbEndpoint(new Address.Socket("10.0.0.1", port), "", HealthStatus.HEALTHY, 1, Metadata.EMPTY);
    }

    private static Discovery edsOf(String name) {
        return new Discovery.Eds(name, new ConfigSourceRef.Ads(Duration.ofSeconds(15)));
    }
}
