package io.meshsdk;

import io.meshsdk.internal.identity.Credentials;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.DataSource;
import io.meshsdk.model.FilterChain;
import io.meshsdk.model.Listener;
import io.meshsdk.model.Resource;
import io.meshsdk.model.Secret;
import io.meshsdk.model.Secret.TlsCertificate;
import io.meshsdk.model.TransportSocket;
import io.meshsdk.model.TransportSocket.CertificateSource;
import io.meshsdk.model.TransportSocket.CommonTls;
import io.meshsdk.model.TransportSocket.ValidationSource;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The certificates that a bootstrap names or holds: whether they can be used, and when. Blocks on files. */
final class CertificateCheck {
    private static final String STEP = "certificates";

    private final Map<String, String> environment;
    private final Instant now;
    private final List<Checkup> found = new ArrayList<>();

    CertificateCheck(Map<String, String> environment, Instant now) {
        this.environment = environment;
        this.now = now;
    }

    List<Checkup> of(Bootstrap bootstrap) {
        CredentialSources sources = new CredentialSources(bootstrap, environment);
        bootstrap.fixed().forEach(resource -> resource(resource, sources));
        bootstrap.certificateProviders().forEach((name, provider) -> {
            String whose = "certificate provider " + name;
            if (provider.certificate().isPresent()) {
                own(whose, () -> sources.certificate(provider, name));
            }
            provider.ca().ifPresent(ca -> trust(whose, () -> sources.bytes(CredentialSources.file(ca))));
        });
        for (ManagementServer server : bootstrap.servers()) {
            if (server.security() instanceof ManagementServer.Security.Files files) {
                files(server.name(), files, sources);
            }
        }
        if (found.isEmpty()) {
            found.add(Checkup.skipped(STEP, "the bootstrap names none"));
        }
        return found;
    }

    private void files(String server, ManagementServer.Security.Files files, CredentialSources sources) {
        files.ca().ifPresent(ca -> trust(server, () -> sources.bytes(CredentialSources.file(ca))));
        if (files.certificate().isPresent() && files.key().isPresent()) {
            own(
                    server,
                    () -> sources.bytes(new TlsCertificate(
                            CredentialSources.file(files.certificate().get()),
                            CredentialSources.file(files.key().get()))));
        }
    }

    private void resource(Resource resource, CredentialSources sources) {
        if (resource instanceof Secret secret) {
            if (secret.content() instanceof TlsCertificate certificate) {
                own("secret " + secret.name(), () -> sources.bytes(certificate));
            } else if (secret.content() instanceof Secret.ValidationContext context) {
                trust("secret " + secret.name(), () -> sources.bytes(context.trustedCa()));
            }
        } else if (resource instanceof Cluster cluster) {
            Stream.concat(
                            Stream.of(cluster.transportSocket()),
                            cluster.transportSocketMatches().stream().map(Cluster.TransportSocketMatch::socket))
                    .forEach(socket -> socket("cluster " + cluster.name(), socket, sources));
        } else if (resource instanceof Listener listener) {
            Stream.concat(listener.filterChains().stream(), listener.defaultFilterChain().stream())
                    .map(FilterChain::transportSocket)
                    .forEach(socket -> socket("listener " + listener.name(), socket, sources));
        }
    }

    private void socket(String whose, TransportSocket socket, CredentialSources sources) {
        common(socket).ifPresent(common -> {
            if (common.certificate() instanceof CertificateSource.Inline inline) {
                own(whose, () -> sources.bytes(inline.certificate()));
            }
            if (common.validation() instanceof ValidationSource.Inline inline) {
                trust(whose, () -> sources.bytes(inline.context().trustedCa()));
            }
        });
    }

    private static Optional<CommonTls> common(TransportSocket socket) {
        if (socket instanceof TransportSocket.UpstreamTls tls) {
            return Optional.of(tls.common());
        }
        return socket instanceof TransportSocket.DownstreamTls tls ? Optional.of(tls.common()) : Optional.empty();
    }

    private void own(String whose, Supplier<TlsCertificate> pem) {
        List<X509Certificate> chain;
        try {
            chain = Credentials.own(pem.get());
        } catch (IllegalArgumentException e) {
            found.add(Checkup.failed(
                    STEP,
                    whose + ": " + e.getMessage(),
                    "give the certificate chain, leaf first, and its own unencrypted key, both as PEM"));
            return;
        }
        String named = whose + ": the certificate of " + Credentials.names(chain.get(0));
        found.add(chain.stream()
                .map(each -> dates(named, each))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> Checkup.ok(
                        STEP,
                        named + " is valid until " + chain.get(0).getNotAfter().toInstant())));
    }

    /** Empty where nothing is wrong with them. */
    private Optional<Checkup> dates(String named, X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            return Optional.of(
                    Checkup.failed(STEP, named + " expired at " + until, "renew it; this machine's clock says " + now));
        }
        if (now.isBefore(from)) {
            return Optional.of(Checkup.failed(
                    STEP,
                    named + " is not valid before " + from,
                    "set this machine's clock, which says " + now + ", or wait"));
        }
        // A renewal is due long before the last tenth.
        return Duration.between(now, until).multipliedBy(10).compareTo(Duration.between(from, until)) < 0
                ? Optional.of(Checkup.warning(
                        STEP, named + " is near its end: valid until " + until, "see that it is renewed"))
                : Optional.empty();
    }

    private void trust(String whose, Supplier<DataSource> pem) {
        List<X509Certificate> roots;
        try {
            DataSource source = pem.get();
            if (!(source instanceof DataSource.Bytes bytes)) {
                return;
            }
            roots = Credentials.roots(bytes.bytes());
        } catch (IllegalArgumentException e) {
            found.add(Checkup.failed(
                    STEP, whose + ": trusted_ca: " + e.getMessage(), "give the roots' certificates as PEM"));
            return;
        }
        List<X509Certificate> expired = roots.stream()
                .filter(root -> now.isAfter(root.getNotAfter().toInstant()))
                .toList();
        String trusted = whose + ": trusts " + roots.size() + " roots";
        if (expired.isEmpty()) {
            found.add(Checkup.ok(STEP, trusted));
        } else if (expired.size() == roots.size()) {
            found.add(Checkup.failed(STEP, trusted + ", and all have expired", "get the roots that are used now"));
        } else {
            found.add(
                    Checkup.warning(STEP, trusted + ", of which " + expired.size() + " have expired", "remove those"));
        }
    }
}
