package io.meshsdk.spring;

import io.meshsdk.MeshBuilder.UnknownHosts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application may say about its mesh. With neither a bootstrap here nor one in the environment the mesh is inactive.
 *
 * @param enabled whether the mesh is used at all
 * @param bootstrap path of an Envoy or gRPC bootstrap, YAML or JSON
 * @param required whether an application without a bootstrap must not start
 */
@ConfigurationProperties("mesh")
public record MeshProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String bootstrap,
        @DefaultValue("false") boolean required,
        @DefaultValue Startup startup,
        @DefaultValue LastGood lastGood,
        @DefaultValue Outbound outbound,
        @DefaultValue Inbound inbound) {

    /**
     * @param timeout how long the application's start waits for the first configuration and certificate
     * @param preconnect hosts, as in the URIs called, that are connected to before the application is started
     */
    public record Startup(
            @DefaultValue("30s") Duration timeout,
            @DefaultValue List<String> preconnect) {
        public Startup {
            preconnect = List.copyOf(preconnect);
        }
    }

    /**
     * @param file where what the control plane sends is kept, for starts at which it cannot be reached; nothing is kept without
     * @param maxAge how old, at a start, the file may be
     */
    public record LastGood(
            @Nullable String file, @DefaultValue("24h") Duration maxAge) {}

    /**
     * @param enabled whether Spring's HTTP clients send requests to the mesh's hosts through the mesh
     * @param unknown what becomes of a request to an http host that no virtual host takes
     */
    public record Outbound(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("passthrough") Unknown unknown) {}

    /**
     * @param enabled whether connections to the application's port are accepted by the mesh
     * @param plaintextPaths what anybody may GET in plaintext past the mesh, for probes that have no certificate: a path, or
     *     all below one that ends in slash and two stars
     */
    public record Inbound(
            @DefaultValue("true") boolean enabled,
            @DefaultValue List<String> plaintextPaths) {
        public Inbound {
            plaintextPaths = List.copyOf(plaintextPaths);
        }
    }

    public enum Unknown {
        /** Sent past the mesh, as Istio's ALLOW_ANY does. */
        PASSTHROUGH(UnknownHosts.PASS_THROUGH),
        /** Refused, as Istio's REGISTRY_ONLY does. */
        REJECT(UnknownHosts.REFUSE);

        private final UnknownHosts choice;

        Unknown(UnknownHosts choice) {
            this.choice = choice;
        }

        UnknownHosts choice() {
            return choice;
        }
    }
}
