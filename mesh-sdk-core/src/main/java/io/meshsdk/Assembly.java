package io.meshsdk;

import io.meshsdk.engine.Explanation;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Outbound;
import io.meshsdk.internal.call.InboundCalls;
import io.meshsdk.internal.call.InboundSecurity;
import io.meshsdk.internal.call.ListenerSearch;
import io.meshsdk.internal.call.OutboundCalls;
import io.meshsdk.internal.call.OutboundPolicy;
import io.meshsdk.internal.call.Snapshot;
import io.meshsdk.internal.call.SnapshotCompiler;
import io.meshsdk.internal.config.ConfigStore;
import io.meshsdk.internal.config.Configuration;
import io.meshsdk.internal.config.Demands;
import io.meshsdk.internal.config.DnsEndpoints;
import io.meshsdk.internal.config.SecretSink;
import io.meshsdk.internal.http.HttpCalls;
import io.meshsdk.internal.identity.CertificateFiles;
import io.meshsdk.internal.identity.Identities;
import io.meshsdk.internal.identity.IdentityListener;
import io.meshsdk.internal.identity.TlsProvider;
import io.meshsdk.internal.net.ConnectionPolicies;
import io.meshsdk.internal.net.NettyTransport;
import io.meshsdk.internal.telemetry.AccessLog;
import io.meshsdk.internal.telemetry.CallMeters;
import io.meshsdk.internal.telemetry.CallSpans;
import io.meshsdk.internal.telemetry.CallTelemetry;
import io.meshsdk.internal.upstream.LiveConnections;
import io.meshsdk.internal.upstream.SecuritySource;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.Dialect;
import io.meshsdk.model.Secret;
import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.spi.ConfigSource;
import io.meshsdk.spi.Finding;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.Connections;
import io.meshsdk.transport.ServerSecurity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of one mesh that is switched on, put together: the one place that knows them all. */
final class Assembly implements Parts {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.mesh");

    private static final long BLOCKING_END_SECONDS = 5;

    private final Opened opened;
    private final ControlThread control;
    private final ReportBook report;
    private final Upstreams upstreams = new Upstreams(Threads.RANDOM);
    private final LiveConnections connections = new LiveConnections();
    private final CompletableFuture<Void> configured = new CompletableFuture<>();
    private final Set<Integer> servedPorts = ConcurrentHashMap.newKeySet();
    private final ManagementChannels management;
    private final Identities identities;
    private final OutboundCalls outbound;
    private final InboundCalls inbound;
    private final SnapshotCompiler compiler;
    private final Bootstrap.ListenerNames listenerNames;
    /** Null where the control plane sends all listeners unasked. */
    private final @Nullable Demands demands;

    /** Null where nobody wants meters. */
    private final @Nullable CallMeters meters;

    private final DnsEndpoints dns;
    private final Clients clients;
    private final Preconnect preconnect;
    /** Guarded by the control thread. */
    private ConfigSource.@Nullable Feed feed;
    /** Null until the first configuration. Guarded by the control thread. */
    private @Nullable Configuration inForce;

    private Assembly(
            MeshBuilder wanted, Bootstrap bootstrap, Function<ManagementChannels, ConfigSource> whence, Opened opened) {
        this.opened = opened;
        control = opened.add(new ControlThread("mesh-control"));
        ExecutorService blocking = Threads.few("mesh-blocking", 4);
        opened.add(() -> {
            blocking.shutdown();
            Threads.awaitEnd(blocking, BLOCKING_END_SECONDS);
        });
        report = new ReportBook(control);
        management = opened.add(new ManagementChannels(blocking, wanted.maxXdsMessageBytes));
        CallSpans spans = wanted.openTelemetry == null ? null : new CallSpans(wanted.openTelemetry);
        meters = wanted.meterRegistry == null ? null : new CallMeters(wanted.meterRegistry, control);
        CallObserver observer = new CallTelemetry(
                meters == null ? CallObserver.NONE : meters,
                spans == null ? CallObserver.NONE : spans,
                new AccessLog(control));
        OutboundPolicy policy = OutboundPolicy.STRICT
                .withServedPort(servedPorts::contains)
                .withUnknownHost(
                        wanted.unknownHosts == MeshBuilder.UnknownHosts.REFUSE
                                ? OutboundPolicy.UnknownHost.REFUSE
                                : OutboundPolicy.UnknownHost.PASS_THROUGH);
        identities = new Identities(
                new Identified(), control, blocking, control, wanted.environment::get, identity(wanted, bootstrap));
        listenerNames = bootstrap.listenerNames();
        demands =
                bootstrap.dialect() == Dialect.GRPC ? new Demands(listenerNames::ofAuthority, control, control) : null;
        outbound = new OutboundCalls(
                control,
                Threads.RANDOM,
                observer,
                policy,
                demands == null ? ListenerSearch.AMONG_ALL : ListenerSearch.byName(demands));
        inbound = new InboundCalls(control, Threads.RANDOM, observer, new FilterChains(), servedPorts::contains);
        compiler =
                new SnapshotCompiler(upstreams, policy, List.of(outbound::publish, inbound::publish, this::published));
        ExecutorService lookups = Threads.few("mesh-dns", 4);
        // Not waited for: a look-up takes as long as the name servers do, and the thread ends then.
        opened.add(lookups::shutdownNow);
        dns = new DnsEndpoints(new DnsLookups(control, lookups), control);
        ConfigStore store =
                new ConfigStore(identities.before(upstreams), new Secrets(), this::putInForce, dns, report, control);
        int loops =
                wanted.ioThreads > 0 ? wanted.ioThreads : Runtime.getRuntime().availableProcessors();
        NettyTransport transport = NettyTransport.start(loops, control, ConnectionPolicies.OF_UPSTREAMS);
        opened.add(new IoThreads(transport));
        preconnect = new Preconnect(upstreams, transport);
        upstreams.listen(transport);
        upstreams.listen(connections);
        clients = opened.add(new Clients(
                wanted,
                new HttpCalls(outbound, transport, control),
                control,
                spans == null ? UnaryOperator.identity() : spans::carry));
        if (wanted.meterRegistry != null) {
            opened.add(new ReportMeters(wanted.meterRegistry, report, control));
        }
        opened.add(this::endConfiguration);
        ConfigSource source = whence.apply(management);
        control.execute(() -> firstTask(() -> {
            bootstrap.notes().forEach(note -> LOG.info("bootstrap: {} is left out: {}", note.field(), note.why()));
            management.expect(bootstrap).forEach(identities::apply);
            if (demands != null) {
                store.askByName(demands);
            }
            feed = source.open(store, control, control);
            store.attach(feed);
        }));
    }

    /** @param whence its configuration comes, given the channels to management servers */
    static Assembly start(MeshBuilder wanted, Bootstrap bootstrap, Function<ManagementChannels, ConfigSource> whence) {
        return Opened.all(opened -> new Assembly(wanted, bootstrap, whence, opened));
    }

    /** What fails here is a start that failed, and not a configuration that has yet to come. */
    private void firstTask(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            configured.completeExceptionally(e);
            throw e;
        }
    }

    private static Identities.Settings identity(MeshBuilder wanted, Bootstrap bootstrap) {
        Map<String, CertificateFiles> providers = new HashMap<>();
        bootstrap
                .certificateProviders()
                .forEach((name, files) -> providers.put(
                        name, new CertificateFiles(text(files.certificate()), text(files.key()), text(files.ca()))));
        return new Identities.Settings(TlsProvider::best, providers, wanted.allowUnverified);
    }

    private static String text(Optional<Path> path) {
        return path.map(Path::toString).orElse("");
    }

    private void putInForce(Configuration configuration) {
        inForce = configuration;
        compiler.publish(configuration);
        if (meters != null) {
            meters.retain(
                    configuration.clusters().keySet(), configuration.listeners().keySet());
        }
    }

    private void published(Snapshot snapshot) {
        snapshot.problems().forEach(problem -> LOG.warn("not usable: {}", problem));
        configured.complete(null);
    }

    /** @throws MeshStartException where no configuration came in time, or it could not be read at all */
    void awaitReady(Duration limit) {
        try {
            configured.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MeshStartException("interrupted while waiting for the first configuration");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new MeshStartException("the mesh could not be started: " + cause, cause);
        } catch (TimeoutException e) {
            String missing = "no configuration came within " + limit + ": "
                    + report.current().missing();
            throw control.firstFailure()
                    .map(cause -> new MeshStartException(missing + "; and a control task failed: " + cause, cause))
                    .orElseGet(() -> new MeshStartException(missing));
        }
    }

    /** Connects to what these authorities' calls may go to. On any thread but the mesh's own. */
    void preconnect(Collection<String> authorities, Duration limit) {
        Set<String> clusters = new LinkedHashSet<>();
        for (String authority : authorities) {
            Set<String> some = outbound.clusters(authority);
            if (some.isEmpty()) {
                LOG.warn("nothing to connect to ahead of the first call: no route for {}", authority);
            }
            clusters.addAll(some);
        }
        preconnect.await(clusters, limit);
    }

    @Override
    public Clients clients() {
        return clients;
    }

    @Override
    public Outbound outbound() {
        return outbound;
    }

    @Override
    public Explanation explain(Request request) {
        return outbound.explain(request.head(), request.options(control));
    }

    @Override
    public Inbound inbound(int port) {
        if (servedPorts.add(port)) {
            askForListener(port);
            // A listener without a direction is inbound from now on, if it is bound to this port.
            control.execute(() -> {
                if (inForce != null) {
                    compiler.publish(inForce);
                }
            });
        }
        return inbound.port(port);
    }

    private void askForListener(int port) {
        if (demands == null) {
            return;
        }
        // As gRPC's servers name what they serve.
        Optional<String> name = listenerNames.ofServed("0.0.0.0:" + port);
        name.ifPresentOrElse(
                demands::serve,
                () -> LOG.warn(
                        "port {} stays closed: the bootstrap has no server_listener_resource_name_template", port));
    }

    @Override
    public String dump() {
        CompletableFuture<Map<String, Object>> dump = new CompletableFuture<>();
        control.execute(() -> {
            try {
                dump.complete(
                        inForce == null
                                ? ConfigurationDump.of(report.current())
                                : ConfigurationDump.of(report.current(), inForce, upstreams));
            } catch (RuntimeException e) {
                dump.completeExceptionally(e);
            }
        });
        try {
            return Json.of(dump.get(BLOCKING_END_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MeshException("interrupted while waiting for the dump");
        } catch (ExecutionException | TimeoutException e) {
            throw new MeshException("the control thread gives no dump: " + e, e);
        }
    }

    @Override
    public MeshReport report() {
        return report.current();
    }

    @Override
    public Time time() {
        return control;
    }

    @Override
    public Connections connections() {
        return connections;
    }

    @Override
    public boolean switchedOff() {
        return false;
    }

    /** First: nothing that still comes is put in force, and nothing is written or watched any more. */
    private void endConfiguration() {
        Runnable end = () -> {
            if (feed != null) {
                feed.close();
            }
            dns.close();
            identities.close();
        };
        if (control.isCurrent()) {
            end.run();
        } else {
            control.executeAndWait(end);
        }
    }

    @Override
    public void close() {
        opened.close();
    }

    /** Where secrets of the configuration meet identity. */
    private final class Secrets implements SecretSink {
        @Override
        public void secret(Secret secret) {
            identities.secret(secret);
        }

        @Override
        public void absent(String name) {
            identities.absent(name);
        }

        @Override
        public void rejected(Finding.Rejected why) {
            identities.rejected(why);
        }

        @Override
        public void forgotten(Set<String> names) {
            identities.forget(names);
        }
    }

    /** Where identity meets the clusters that use it. */
    private final class Identified implements IdentityListener {
        @Override
        public void security(String cluster, SecuritySource source) {
            upstreams.security(cluster, source);
            management.security(cluster, source);
        }

        @Override
        public void rejected(Finding.Rejected why) {
            report.found(why);
        }

        @Override
        public void warning(String sentence) {
            LOG.warn(sentence);
        }
    }

    /** Where identity meets the filter chains that use it. */
    private final class FilterChains implements InboundSecurity {
        @Override
        public Supplier<ServerSecurity> of(DownstreamTls tls) {
            return identities.server(tls);
        }

        @Override
        public void retain(Collection<DownstreamTls> used) {
            identities.retainServers(used);
        }
    }
}
