package io.meshsdk.internal.identity;

import io.meshsdk.call.Metadata;
import io.meshsdk.internal.identity.Forge.Verification;
import io.meshsdk.internal.upstream.SecuritySource;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.Cluster.TransportSocketMatch;
import io.meshsdk.model.Secret.TlsCertificate;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.model.TransportSocket.UpstreamTls;
import io.meshsdk.transport.ClientSecurity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The transport sockets of one cluster, among which its endpoints' metadata choose. Guarded by the control thread. */
final class ClusterSockets {
    private static final String MATCH_NAMESPACE = "envoy.transport_socket_match";

    private final Cluster cluster;
    private final Map<TransportSocket, Held<ClientSecurity>> held = new HashMap<>();
    private @Nullable Source source;

    ClusterSockets(Cluster cluster) {
        this.cluster = cluster;
    }

    boolean isOf(Cluster other) {
        return cluster.protocol().autoSanValidation() == other.protocol().autoSanValidation()
                && cluster.transportSocket().equals(other.transportSocket())
                && cluster.transportSocketMatches().equals(other.transportSocketMatches());
    }

    /** Whether {@link #source} is another one now. */
    boolean refresh(Sources sources, Forge forge, Verification verification, SocketListener listener) {
        List<Choice> choices = new ArrayList<>();
        for (TransportSocketMatch match : cluster.transportSocketMatches()) {
            choices.add(new Choice(match.match(), security(match.socket(), sources, forge, verification, listener)));
        }
        Source made = new Source(choices, security(cluster.transportSocket(), sources, forge, verification, listener));
        if (made.equals(source)) {
            return false;
        }
        source = made;
        return true;
    }

    SecuritySource source() {
        return java.util.Objects.requireNonNull(source, "refresh comes first");
    }

    void certificates(Set<TlsCertificate> into) {
        held.values().forEach(each -> each.certificate().ifPresent(into::add));
    }

    private ClientSecurity security(
            TransportSocket socket, Sources sources, Forge forge, Verification verification, SocketListener listener) {
        if (socket instanceof TransportSocket.RawBuffer) {
            return ClientSecurity.PLAINTEXT;
        }
        return held.computeIfAbsent(socket, key -> hold(key, forge, verification))
                .refresh(sources, listener);
    }

    private Held<ClientSecurity> hold(TransportSocket socket, Forge forge, Verification verification) {
        String where = "cluster " + cluster.name();
        if (socket instanceof UpstreamTls configured) {
            // auto_san_validation asks for the same by the older name; without an SNI nobody passes.
            UpstreamTls tls = cluster.protocol().autoSanValidation()
                    ? new UpstreamTls(configured.common(), configured.sni(), configured.autoHostSni(), true)
                    : configured;
            return new Held<>(
                    where,
                    tls.common(),
                    parts -> forge.client(cluster.name(), tls, parts, verification),
                    forge::refused);
        }
        String why = socket instanceof TransportSocket.Unsupported unsupported
                ? unsupported.why()
                : DownstreamTls.class.getSimpleName() + " is for listeners: give the cluster an UpstreamTlsContext";
        return Held.refusing(where + ": " + why, forge::refused);
    }

    private record Choice(Map<String, Object> match, ClientSecurity security) {}

    /** Equal where every socket has the very same security. */
    private record Source(List<Choice> choices, ClientSecurity otherwise) implements SecuritySource {
        Source {
            choices = List.copyOf(choices);
        }

        @Override
        public ClientSecurity of(Metadata endpoint) {
            Map<String, Object> shown = endpoint.filterMetadata().getOrDefault(MATCH_NAMESPACE, Map.of());
            for (Choice choice : choices) {
                // The first wins; one that asks for nothing takes every endpoint.
                if (shown.entrySet().containsAll(choice.match().entrySet())) {
                    return choice.security();
                }
            }
            return otherwise;
        }
    }
}
