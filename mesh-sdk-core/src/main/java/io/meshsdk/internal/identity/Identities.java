package io.meshsdk.internal.identity;

import io.meshsdk.internal.identity.Forge.Parts;
import io.meshsdk.internal.identity.Forge.Verification;
import io.meshsdk.internal.upstream.ClusterSink;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.Secret;
import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.spi.Finding;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.ServerSecurity;
import io.netty.handler.ssl.SslProvider;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The security of every cluster and filter chain, remade whenever a secret, a file or the configuration changes.
 *
 * <p>Certificate, key and trust are one immutable value with a generation of its own. Something that cannot be used is
 * reported, and what was in force stays; where nothing was, connections are refused with the reason.
 *
 * <p>All methods are called on the control thread, which guards all fields; what the suppliers give may be read by all.
 */
public final class Identities implements AutoCloseable {
    private final IdentityListener listener;
    private final Set<String> allowUnverified;
    private final WatchedFiles files;
    private final Sources sources;
    private final Forge forge;
    private final Expiries expiries;
    private final Map<String, ClusterSockets> clusters = new HashMap<>();
    private final Map<DownstreamTls, ServerSocket> servers = new HashMap<>();

    /**
     * @param control runs tasks on the control thread
     * @param io where files are read
     * @param environment reads environment variables
     * @param settings what the user and the bootstrap say
     */
    public Identities(
            IdentityListener listener,
            Executor control,
            Executor io,
            Time time,
            java.util.function.Function<String, @Nullable String> environment,
            Settings settings) {
        this.listener = listener;
        this.allowUnverified = settings.allowUnverified();
        this.files = new WatchedFiles(io, control, time, this::refresh, listener::warning);
        this.sources = new Sources(files, environment::apply, settings.certificateProviders());
        this.forge = new Forge(settings.provider());
        this.expiries = new Expiries(time, listener::warning);
    }

    /**
     * @param provider whose TLS Netty uses; see {@link TlsProvider}. Asked for the first socket with TLS: loading it takes a while
     * @param certificateProviders of a gRPC bootstrap, by instance name
     * @param allowUnverified clusters whose peers need not be verified
     */
    public record Settings(
            Supplier<SslProvider> provider,
            Map<String, CertificateFiles> certificateProviders,
            Set<String> allowUnverified) {
        public Settings {
            certificateProviders = Map.copyOf(certificateProviders);
            allowUnverified = Set.copyOf(allowUnverified);
        }
    }

    /** New or changed. Ask before the cluster is used, so that it never is with an older socket's security. */
    public void apply(Cluster cluster) {
        ClusterSockets known = clusters.get(cluster.name());
        if (known == null || !known.isOf(cluster)) {
            clusters.put(cluster.name(), new ClusterSockets(cluster));
        }
        refresh(cluster.name());
    }

    public void remove(String cluster) {
        clusters.remove(cluster);
    }

    /** Hears of each cluster before {@code next} does. */
    public ClusterSink before(ClusterSink next) {
        return new ClusterSink() {
            @Override
            public void apply(Cluster cluster) {
                Identities.this.apply(cluster);
                next.apply(cluster);
            }

            @Override
            public void endpoints(String cluster, ClusterLoadAssignment assignment) {
                next.endpoints(cluster, assignment);
            }

            @Override
            public void remove(String cluster) {
                Identities.this.remove(cluster);
                next.remove(cluster);
            }
        };
    }

    /** The security of a filter chain, as of whenever the supplier is asked. */
    public Supplier<ServerSecurity> server(DownstreamTls tls) {
        ServerSocket known = servers.get(tls);
        if (known == null) {
            known = new ServerSocket(tls);
            servers.put(tls, known);
            refresh(known);
        }
        return known;
    }

    /** Forgets the filter chains that are no more. */
    public void retainServers(Collection<DownstreamTls> used) {
        servers.keySet().retainAll(used);
    }

    /** A secret came or changed. */
    public void secret(Secret secret) {
        sources.secret(secret);
        refresh();
    }

    /** It did not come in time; one that was there before stays in force. */
    public void absent(String name) {
        sources.absent(name, "was not sent within the initial fetch timeout");
        refresh();
    }

    public void rejected(Finding.Rejected why) {
        sources.absent(why.resource(), "was rejected: " + why.why());
        refresh();
    }

    /** Nothing names these secrets any more. */
    public void forget(Set<String> names) {
        sources.forget(names);
    }

    @Override
    public void close() {
        files.close();
        expiries.close();
    }

    private void refresh() {
        for (String cluster : clusters.keySet()) {
            refresh(cluster);
        }
        servers.values().forEach(this::refresh);
        sources.endRound();
        Set<Secret.TlsCertificate> used = new HashSet<>();
        clusters.values().forEach(sockets -> sockets.certificates(used));
        servers.values().forEach(socket -> socket.certificate().ifPresent(used::add));
        expiries.retain(used);
    }

    private void refresh(String cluster) {
        ClusterSockets sockets = clusters.get(cluster);
        Verification verification = allowUnverified.contains(cluster) ? Verification.WAIVED : Verification.REQUIRED;
        if (sockets != null && sockets.refresh(sources, forge, verification, this::took)) {
            listener.security(cluster, sockets.source());
        }
    }

    private void refresh(ServerSocket socket) {
        socket.refresh(sources, forge, this::took);
    }

    /** What a socket makes known when its parts changed. */
    private void took(String where, Parts parts, @Nullable UnusableSecretException problem) {
        if (problem != null) {
            listener.rejected(new Finding.Rejected(ResourceType.SECRET, where, "common_tls_context", problem.why()));
            return;
        }
        try {
            forge.own(parts).ifPresent(own -> expiries.watch(parts.certificate().orElseThrow(), own));
        } catch (UnusableSecretException e) {
            throw new IllegalStateException("it was read a moment ago", e);
        }
    }
}
