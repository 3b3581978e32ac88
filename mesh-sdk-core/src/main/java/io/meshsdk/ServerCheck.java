package io.meshsdk;

import io.meshsdk.call.Address;
import io.meshsdk.internal.identity.Credentials;
import io.meshsdk.internal.rpc.Probe;
import io.meshsdk.internal.rpc.RpcSecurity;
import io.meshsdk.internal.rpc.TlsFiles;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.ads.wire.Service;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.internal.xds.bootstrap.Source;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.TransportSocket.UpstreamTls;
import io.meshsdk.transport.ClientSecurity;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Each management server of a bootstrap: found, connected to, verified, asked. What failed says why; the next server is tried, too. */
final class ServerCheck {
    private final Bootstrap bootstrap;
    private final CredentialSources sources;
    private final Duration limit;
    private final Consumer<Checkup> told;

    ServerCheck(Bootstrap bootstrap, Map<String, String> environment, Duration limit, Consumer<Checkup> told) {
        this.bootstrap = bootstrap;
        this.sources = new CredentialSources(bootstrap, environment);
        this.limit = limit;
        this.told = told;
    }

    /** What is asked of a server. */
    record Question(Service service, ResourceType type, Variant variant) {}

    void run() {
        Map<ManagementServer, Question> servers = servers();
        if (servers.isEmpty()) {
            told.accept(Checkup.skipped("address", "no management server: all configuration is in files"));
            return;
        }
        ExecutorService blocking = Threads.few("mesh-doctor", 2);
        try (Probe probe = new Probe(Threads.daemons("mesh-doctor-io"))) {
            servers.forEach((server, question) -> check(server, question, probe, blocking));
        } finally {
            blocking.shutdownNow();
        }
    }

    private Map<ManagementServer, Question> servers() {
        Map<ManagementServer, Question> servers = new LinkedHashMap<>();
        bootstrap
                .servers()
                .forEach(server -> servers.put(
                        server, new Question(Service.AGGREGATED, ResourceType.LISTENER, bootstrap.variant())));
        bootstrap.authorities().values().stream()
                .flatMap(List::stream)
                .forEach(server -> servers.putIfAbsent(
                        server, new Question(Service.AGGREGATED, ResourceType.LISTENER, bootstrap.variant())));
        bootstrap.sources().forEach((type, source) -> {
            if (source instanceof Source.Stream stream) {
                stream.servers()
                        .forEach(server ->
                                servers.putIfAbsent(server, new Question(Service.of(type), type, stream.variant())));
            }
        });
        return servers;
    }

    private void check(ManagementServer server, Question question, Probe probe, ExecutorService blocking) {
        Optional<SocketAddress> address = address(server, probe, blocking).filter(found -> tcp(found, probe));
        if (address.isEmpty()) {
            return;
        }
        RpcSecurity security;
        try {
            security = security(server);
            Optional<SslContext> tls = security.current();
            if (tls.isPresent() && !tls(address.get(), tls.get(), server.authority(), probe)) {
                return;
            }
            if (tls.isEmpty()) {
                told.accept(Checkup.skipped("tls", "plaintext is configured"));
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            told.accept(Checkup.failed(
                    "tls", server.name() + ": " + e.getMessage(), "mend the certificates that were told of above"));
            return;
        }
        new StreamCheck(bootstrap, limit, blocking, told).run(server, security, question);
    }

    private Optional<SocketAddress> address(ManagementServer server, Probe probe, ExecutorService blocking) {
        Address address = server.addresses().get(0);
        String failure;
        try {
            List<SocketAddress> found =
                    blocking.submit(() -> probe.resolve(address)).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            told.accept(Checkup.ok("address", server.name() + " is at " + found));
            return Optional.of(found.get(0));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = "interrupted";
        } catch (TimeoutException e) {
            failure = "DNS has not answered within " + limit.toMillis() + " ms";
        } catch (ExecutionException e) {
            failure = String.valueOf(e.getCause());
        }
        told.accept(Checkup.failed(
                "address",
                server.name() + ": " + address + " has no address: " + failure,
                "mend the name in the bootstrap, or this machine's DNS"));
        return Optional.empty();
    }

    private boolean tcp(SocketAddress address, Probe probe) {
        try {
            probe.connect(address, limit);
            told.accept(Checkup.ok("tcp", address + " takes connections"));
            return true;
        } catch (IOException e) {
            told.accept(StartFailures.tcp(address, e));
            return false;
        }
    }

    private boolean tls(SocketAddress address, SslContext context, String authority, Probe probe) {
        try {
            Probe.Shaken shaken = probe.shakeHands(address, context, authority, limit);
            if (!shaken.alpn().equals(Optional.of("h2"))) {
                told.accept(Checkup.failed(
                        "tls",
                        address + " speaks " + shaken.tls() + " and does not choose h2 by ALPN",
                        "name the port of the control plane's gRPC: this one serves something else"));
                return false;
            }
            told.accept(Checkup.ok(
                    "tls",
                    shaken.tls() + " with " + Credentials.names(shaken.server()) + ", valid until "
                            + shaken.server().getNotAfter().toInstant()));
            return true;
        } catch (IOException e) {
            told.accept(StartFailures.tls(address, authority, e));
            return false;
        }
    }

    /** As the mesh would have it, with what is at hand before it starts. */
    private RpcSecurity security(ManagementServer server) {
        if (server.security() instanceof ManagementServer.Security.Files files) {
            return new TlsFiles(files.ca(), files.certificate(), files.key());
        }
        if (server.security() instanceof ManagementServer.Security.Cluster cluster) {
            UpstreamTls tls = cluster.tls();
            ClientSecurity made = Credentials.client(
                    cluster.cluster().name(),
                    tls,
                    sources.certificate(tls.common().certificate()),
                    sources.validation(tls.common().validation()));
            return RpcSecurity.of(() -> made);
        }
        return RpcSecurity.PLAINTEXT;
    }
}
