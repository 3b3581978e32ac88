package io.meshsdk;

import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Source;
import io.meshsdk.internal.xds.bootstrap.wire.Bootstraps;
import io.meshsdk.internal.xds.lastgood.LastGoodFile;
import io.meshsdk.internal.xds.source.XdsConfigSource;
import io.meshsdk.internal.xds.wire.MessageParser;
import io.meshsdk.internal.xds.wire.SensitiveFields;
import io.meshsdk.model.ConfigSourceRef;
import io.meshsdk.spi.ConfigSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where a mesh's configuration comes from and how it runs. Used by one thread. */
public final class MeshBuilder {
    private static final Duration MOST_PRECONNECT = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(MeshBuilder.class);

    private @Nullable Path bootstrap;
    private @Nullable XdsBootstrap fromCode;

    @Nullable
    Executor callbackExecutor;

    @Nullable
    MeterRegistry meterRegistry;

    @Nullable
    OpenTelemetry openTelemetry;

    private @Nullable Path lastGood;
    private Duration lastGoodMaxAge = Duration.ofHours(24);

    Map<String, String> environment = System.getenv();
    Duration startTimeout = Duration.ofSeconds(30);
    Duration drainTimeout = Duration.ofSeconds(5);
    UnknownHosts unknownHosts = UnknownHosts.PASS_THROUGH;
    HttpsUris httpsUris = HttpsUris.REFUSE;
    int ioThreads;
    int maxXdsMessageBytes = 256 << 20;
    private final Set<String> preconnect = new LinkedHashSet<>();
    final Set<String> allowUnverified = new LinkedHashSet<>();

    MeshBuilder() {}

    /** An Envoy bootstrap or a gRPC bootstrap, as YAML or JSON. Without it {@code GRPC_XDS_BOOTSTRAP} is read. */
    public MeshBuilder bootstrap(Path file) {
        bootstrap = file;
        fromCode = null;
        return this;
    }

    /** A bootstrap from code, instead of a file or the environment. */
    public MeshBuilder bootstrap(XdsBootstrap given) {
        fromCode = given;
        bootstrap = null;
        return this;
    }

    /**
     * The largest message taken from a management server; 256 MiB unless said. A larger one ends the stream, and what was
     * accepted stays in force.
     *
     * @param bytes 1 or more
     */
    public MeshBuilder maxXdsMessageBytes(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a message of a management server has at least one byte, not " + bytes);
        }
        maxXdsMessageBytes = bytes;
        return this;
    }

    /**
     * Keeps what management servers send in this file, for starts at which none can be reached: nothing is kept unless said.
     *
     * <p>The file is this node's and this control plane's, of mode 0600, and written as a whole. Secrets are not in it, nor
     * resources that hold one. It is used once no server has answered for the {@code initial_fetch_timeout} of the bootstrap (15
     * s unless said, and at most half of {@link #startTimeout}), and gives way as soon as one does; {@link Mesh#report} and the
     * log tell of it. A file that is damaged, too old, of another node, control plane or user, or open to others is not used,
     * and {@link Mesh#report} says why.
     *
     * @param file its directory is made if it is not there
     */
    public MeshBuilder lastGood(Path file) {
        lastGood = file;
        return this;
    }

    /** How old, at a start, a file of {@link #lastGood} may be; 24 h unless said. */
    public MeshBuilder lastGoodMaxAge(Duration age) {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException(
                    "the greatest age of a configuration kept on disk is more than nothing, not " + age);
        }
        lastGoodMaxAge = age;
        return this;
    }

    /** How long {@link #start} waits for the first configuration and what it needs; 30 s unless said. */
    public MeshBuilder startTimeout(Duration limit) {
        startTimeout = limit;
        return this;
    }

    /**
     * Connects to a service before {@link #start} returns, so that the first call to it does not wait for connections and TLS: on
     * each event loop one connection to each endpoint that its routes may lead to, 256 in all, within what is left of {@link
     * #startTimeout} and at most 5 s. What cannot be connected does not fail the start.
     *
     * @param authority as in the URIs called: {@code orders} or {@code orders:8080}
     */
    public MeshBuilder preconnect(String authority) {
        preconnect.add(authority);
        return this;
    }

    /** How long closing waits for calls that run; 5 s unless said. */
    public MeshBuilder drainTimeout(Duration limit) {
        drainTimeout = limit;
        return this;
    }

    /** What becomes of calls to hosts that no virtual host takes; passed through unless said. */
    public MeshBuilder unknownHosts(UnknownHosts choice) {
        unknownHosts = choice;
        return this;
    }

    /** What {@link Mesh#httpClient} does with {@code https://} URIs of hosts of the mesh; refused unless said. */
    public MeshBuilder httpsUris(HttpsUris choice) {
        httpsUris = choice;
        return this;
    }

    /** Event loops; as many as the machine has processors unless said. */
    public MeshBuilder ioThreads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a mesh needs at least one I/O thread, not " + count);
        }
        ioThreads = count;
        return this;
    }

    /**
     * Where results of asynchronous calls are delivered; threads of the mesh's own unless said. {@code Runnable::run} means the
     * event loops, for callbacks that never block.
     */
    public MeshBuilder callbackExecutor(Executor executor) {
        callbackExecutor = executor;
        return this;
    }

    /**
     * Where meters are kept. None are without one. Meshes that share a registry share their meters of calls; {@code mesh.xds.*}
     * and {@code mesh.config.age} there are the first mesh's, so give each mesh a registry of its own.
     */
    public MeshBuilder meterRegistry(MeterRegistry registry) {
        meterRegistry = registry;
        return this;
    }

    /** Where spans go. None are without one. */
    public MeshBuilder openTelemetry(OpenTelemetry telemetry) {
        openTelemetry = telemetry;
        return this;
    }

    /**
     * Differs from Envoy, which connects unverified by default: a cluster whose TLS would not verify its peer is refused
     * unless named here.
     */
    public MeshBuilder allowUnverified(String cluster) {
        allowUnverified.add(cluster);
        return this;
    }

    /** Where environment variables are read; the process's unless said. */
    MeshBuilder environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /**
     * Starts the mesh and waits until its first configuration is in force. With {@code MESH_ENABLED=false} in the environment
     * nothing is read, and everything passes the mesh by.
     *
     * @throws MeshStartException where the bootstrap is bad, or no configuration came in time; says what and where
     */
    public Mesh start() {
        if ("false".equalsIgnoreCase(environment.getOrDefault("MESH_ENABLED", "true"))) {
            LOG.warn("MESH_ENABLED=false: the mesh is switched off. Calls go out in plaintext, past every policy, and"
                    + " inbound calls are not checked.");
            return new Mesh(SwitchedOffParts.start(this));
        }
        ResourceParser parser = new MessageParser();
        Bootstrap read = readBootstrap(parser);
        Assembly parts = Assembly.start(this, read, channels -> source(channels, read, parser));
        try {
            long begun = parts.time().nanos();
            parts.awaitReady(startTimeout);
            Duration left = startTimeout.minusNanos(parts.time().nanos() - begun);
            parts.preconnect(preconnect, left.compareTo(MOST_PRECONNECT) < 0 ? left : MOST_PRECONNECT);
        } catch (RuntimeException | Error failed) {
            parts.close();
            throw failed;
        }
        return new Mesh(parts);
    }

    private ConfigSource source(ManagementChannels channels, Bootstrap read, ResourceParser parser) {
        XdsConfigSource source = channels.source(read, parser);
        if (lastGood == null) {
            return source;
        }
        Duration fetch = read.sources().values().stream()
                .map(Source::initialFetchTimeout)
                .filter(limit -> !limit.isZero())
                .max(Comparator.naturalOrder())
                .orElse(ConfigSourceRef.DEFAULT_INITIAL_FETCH_TIMEOUT);
        Duration half = startTimeout.dividedBy(2);
        return source.keeping(new XdsConfigSource.LastGood(
                new LastGoodFile(lastGood, lastGoodMaxAge, LastGoodFile.MAX_BYTES),
                new SensitiveFields(),
                fetch.compareTo(half) < 0 ? fetch : half));
    }

    private Bootstrap readBootstrap(ResourceParser parser) {
        try {
            if (fromCode != null) {
                return Bootstraps.text(fromCode.json(), XdsBootstrap.FROM, parser);
            }
            return bootstrap != null
                    ? Bootstraps.file(bootstrap, parser)
                    : Bootstraps.environment(environment, parser)
                            .orElseThrow(() -> new MeshStartException("there is no bootstrap: name a file with"
                                    + " bootstrap(Path), or set GRPC_XDS_BOOTSTRAP or GRPC_XDS_BOOTSTRAP_CONFIG"));
        } catch (BootstrapException bad) {
            throw new MeshStartException(String.valueOf(bad.getMessage()), bad);
        }
    }

    /** What becomes of {@code https://} URIs of hosts of the mesh. */
    public enum HttpsUris {
        /** The mesh encrypts by itself, and {@code https://} would encrypt twice or to somebody else. */
        REFUSE,
        /** Calls go through the mesh as if {@code http://} were written. */
        AS_HTTP
    }

    /** What becomes of calls to hosts that no virtual host takes. */
    public enum UnknownHosts {
        /** Istio's ALLOW_ANY: they are not the mesh's. */
        PASS_THROUGH,
        /** Istio's REGISTRY_ONLY. */
        REFUSE
    }
}
