package io.meshsdk.grpc;

import io.grpc.BinaryLog;
import io.grpc.ChannelConfigurator;
import io.grpc.ClientInterceptor;
import io.grpc.ClientTransportFilter;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MetricSink;
import io.grpc.NameResolver;
import io.grpc.ProxyDetector;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.internal.call.ChannelOptions;
import io.meshsdk.grpc.internal.call.GrpcMesh;
import io.meshsdk.grpc.internal.call.MeshChannel;
import io.meshsdk.grpc.internal.connect.ChannelSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Builds channels of a mesh. Where a call goes, how it is secured, balanced and retried is the mesh's to say. Of gRPC's options
 * <ul>
 *   <li>honoured are {@code executor}, {@code directExecutor}, {@code intercept}, {@code userAgent}, {@code overrideAuthority},
 *       {@code maxInboundMessageSize}, {@code maxInboundMetadataSize}, {@code keepAlive…}, {@code compressorRegistry} and
 *       {@code decompressorRegistry};
 *   <li>left out, with a WARNING that names the option, are those that frameworks set for every channel and that the mesh's
 *       configuration takes the place of: each says so below;
 *   <li>refused by an {@link UnsupportedOperationException} that names the option are those that a caller would rely on and that
 *       cannot be had.
 * </ul>
 * The options of a call, {@code CallOptions}, are all honoured but {@code wait-for-ready}: what a call waits for is the mesh's to say.
 *
 * <p>Used by one thread. Channels that set the same {@code keepAlive…}, {@code maxInboundMetadataSize}, {@code userAgent} and
 * registries share their connections.
 */
public final class MeshChannelBuilder extends ManagedChannelBuilder<MeshChannelBuilder> {
    private static final Logger LOG = Logger.getLogger(MeshChannelBuilder.class.getName());
    private static final String SCHEME = "mesh:///";

    private final Mesh mesh;
    private final List<ClientInterceptor> interceptors = new ArrayList<>();
    private final String host;
    private final Set<String> leftOut = new HashSet<>();
    private String authority;
    private Optional<Executor> executor = Optional.empty();
    private Optional<String> listener = Optional.empty();
    private Optional<Duration> keepAliveTime = Optional.empty();
    private Duration keepAliveTimeout = ChannelSettings.DEFAULT.keepAliveTimeout();
    private boolean keepAliveWithoutCalls;
    private int maxInboundMessageBytes = ChannelOptions.MESSAGE_SIZE_OF_GRPC;
    private int maxInboundMetadataBytes;
    private String userAgent = "";
    private Optional<CompressorRegistry> compressors = Optional.empty();
    private Optional<DecompressorRegistry> decompressors = Optional.empty();
    private ChannelOptions.Heads heads = ChannelOptions.Heads.WITH_THE_ANSWER;

    private MeshChannelBuilder(Mesh mesh, String authority) {
        this.mesh = mesh;
        this.host = authority;
        this.authority = authority;
    }

    /**
     * For a host of the mesh.
     *
     * @param target {@code mesh:///host} or {@code mesh:///host:port}, or the authority alone
     * @throws IllegalArgumentException where the target is not of that form
     */
    public static MeshChannelBuilder forTarget(Mesh mesh, String target) {
        String authority = target.startsWith(SCHEME) ? target.substring(SCHEME.length()) : target;
        if (authority.isEmpty() || authority.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "a target of the mesh is mesh:///host or mesh:///host:port, not " + target);
        }
        return new MeshChannelBuilder(mesh, authority);
    }

    /** The outbound listener to use, by name; without it the authority decides. */
    public MeshChannelBuilder listener(String name) {
        listener = Optional.of(name);
        return this;
    }

    /**
     * Tells listeners of calls with one answer its headers as soon as they come, and not with the answer, which takes one turn more of
     * the executor.
     */
    public MeshChannelBuilder earlyHeaders() {
        heads = ChannelOptions.Heads.EARLY;
        return this;
    }

    @Override
    public MeshChannelBuilder directExecutor() {
        return executor(Runnable::run);
    }

    /** Without it calls are answered on the mesh's callback executor. */
    @Override
    public MeshChannelBuilder executor(@Nullable Executor where) {
        executor = Optional.ofNullable(where);
        return this;
    }

    /** Left out: what may block runs on the mesh's callback executor, and credentials on the call's. */
    @Override
    public MeshChannelBuilder offloadExecutor(Executor where) {
        return leftOut("offloadExecutor");
    }

    /** Run once for each call, whatever attempts it takes. */
    @Override
    public MeshChannelBuilder intercept(List<ClientInterceptor> more) {
        interceptors.addAll(more);
        return this;
    }

    @Override
    public MeshChannelBuilder intercept(ClientInterceptor... more) {
        return intercept(Arrays.asList(more));
    }

    @Override
    protected MeshChannelBuilder interceptWithTarget(InterceptorFactory factory) {
        ClientInterceptor made = factory.newInterceptor(SCHEME + host);
        return made == null ? this : intercept(made);
    }

    @Override
    public MeshChannelBuilder userAgent(@Nullable String name) {
        userAgent = name == null ? "" : name;
        return this;
    }

    /**
     * The host of the mesh that calls are for, in place of the target's: routes go by a call's authority. TLS does not: whose
     * certificate is taken is the cluster's to say.
     */
    @Override
    public MeshChannelBuilder overrideAuthority(String other) {
        authority = other;
        return this;
    }

    @Override
    public MeshChannelBuilder maxInboundMessageSize(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("maxInboundMessageSize: " + bytes);
        }
        maxInboundMessageBytes = bytes;
        return this;
    }

    @Override
    public MeshChannelBuilder maxInboundMetadataSize(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("maxInboundMetadataSize: " + bytes);
        }
        maxInboundMetadataBytes = bytes;
        return this;
    }

    @Override
    public MeshChannelBuilder keepAliveTime(long time, TimeUnit unit) {
        positive("keepAliveTime", time);
        // As gRPC has it: what is practically endless is never.
        keepAliveTime =
                unit.toDays(time) > 1_000 ? Optional.empty() : Optional.of(Duration.ofNanos(unit.toNanos(time)));
        return this;
    }

    @Override
    public MeshChannelBuilder keepAliveTimeout(long time, TimeUnit unit) {
        positive("keepAliveTimeout", time);
        keepAliveTimeout = Duration.ofNanos(unit.toNanos(time));
        return this;
    }

    @Override
    public MeshChannelBuilder keepAliveWithoutCalls(boolean enabled) {
        keepAliveWithoutCalls = enabled;
        return this;
    }

    /** Left out: a channel of the mesh has no connection of its own that could idle. */
    @Override
    public MeshChannelBuilder idleTimeout(long time, TimeUnit unit) {
        return leftOut("idleTimeout");
    }

    /** Left out: the mesh's configuration says how connections are secured. */
    @Override
    public MeshChannelBuilder usePlaintext() {
        return leftOut("usePlaintext");
    }

    /** Left out: the mesh's configuration says how connections are secured. */
    @Override
    public MeshChannelBuilder useTransportSecurity() {
        return leftOut("useTransportSecurity");
    }

    /** Left out: the mesh's configuration says how calls are balanced. */
    @Override
    public MeshChannelBuilder defaultLoadBalancingPolicy(String policy) {
        return leftOut("defaultLoadBalancingPolicy");
    }

    /** Left out: the mesh's configuration takes its place. */
    @Override
    public MeshChannelBuilder defaultServiceConfig(Map<String, ?> serviceConfig) {
        return leftOut("defaultServiceConfig");
    }

    /** Always so. */
    @Override
    public MeshChannelBuilder disableServiceConfigLookUp() {
        return this;
    }

    /** Left out: the mesh's configuration says what is retried. */
    @Override
    public MeshChannelBuilder disableRetry() {
        return leftOut("disableRetry");
    }

    /** As the mesh's configuration says. */
    @Override
    public MeshChannelBuilder enableRetry() {
        return this;
    }

    @Override
    public MeshChannelBuilder proxyDetector(ProxyDetector detector) {
        return refused("proxyDetector");
    }

    @Override
    @Deprecated
    public MeshChannelBuilder nameResolverFactory(NameResolver.Factory factory) {
        return refused("nameResolverFactory");
    }

    @Override
    public MeshChannelBuilder decompressorRegistry(@Nullable DecompressorRegistry registry) {
        decompressors = Optional.ofNullable(registry);
        return this;
    }

    @Override
    public MeshChannelBuilder compressorRegistry(@Nullable CompressorRegistry registry) {
        compressors = Optional.ofNullable(registry);
        return this;
    }

    /** Left out: the mesh's configuration says what is retried. */
    @Override
    public MeshChannelBuilder maxRetryAttempts(int most) {
        return leftOut("maxRetryAttempts");
    }

    /** Left out: the mesh's configuration says what is hedged. */
    @Override
    public MeshChannelBuilder maxHedgedAttempts(int most) {
        return leftOut("maxHedgedAttempts");
    }

    /** Left out: what is kept for another attempt is limited by the route, as in Envoy, for each call. */
    @Override
    public MeshChannelBuilder retryBufferSize(long bytes) {
        return leftOut("retryBufferSize");
    }

    /** Left out: what is kept for another attempt is limited by the route, as in Envoy. */
    @Override
    public MeshChannelBuilder perRpcBufferLimit(long bytes) {
        return leftOut("perRpcBufferLimit");
    }

    /** Left out: the mesh's connections are not in a channel's trace. */
    @Override
    public MeshChannelBuilder maxTraceEvents(int most) {
        return leftOut("maxTraceEvents");
    }

    @Override
    public MeshChannelBuilder setBinaryLog(BinaryLog log) {
        return refused("setBinaryLog");
    }

    /** Refused: connections are shared by channels. */
    @Override
    public MeshChannelBuilder addTransportFilter(ClientTransportFilter filter) {
        return refused("addTransportFilter");
    }

    @Override
    protected MeshChannelBuilder addMetricSink(MetricSink sink) {
        return refused("addMetricSink");
    }

    @Override
    public <X> MeshChannelBuilder setNameResolverArg(NameResolver.Args.Key<X> key, X value) {
        return refused("setNameResolverArg");
    }

    @Override
    public MeshChannelBuilder childChannelConfigurator(ChannelConfigurator configurator) {
        return refused("childChannelConfigurator");
    }

    /** Where the mesh is switched off its calls go where DNS says, in plaintext, as those of its other doors do. */
    private ManagedChannel pastTheMesh() {
        LOG.log(Level.WARNING, "the mesh is switched off: calls to {0} go past it, in plaintext", host);
        ManagedChannelBuilder<?> plain = ManagedChannelBuilder.forTarget("dns:///" + host)
                .usePlaintext()
                .overrideAuthority(authority)
                .intercept(interceptors)
                .keepAliveTimeout(keepAliveTimeout.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveWithoutCalls(keepAliveWithoutCalls);
        plain.executor(executor.orElse(mesh.callbackExecutor()));
        keepAliveTime.ifPresent(time -> plain.keepAliveTime(time.toNanos(), TimeUnit.NANOSECONDS));
        compressors.ifPresent(plain::compressorRegistry);
        decompressors.ifPresent(plain::decompressorRegistry);
        if (maxInboundMessageBytes >= 0) {
            plain.maxInboundMessageSize(maxInboundMessageBytes);
        }
        if (maxInboundMetadataBytes > 0) {
            plain.maxInboundMetadataSize(maxInboundMetadataBytes);
        }
        if (!userAgent.isEmpty()) {
            plain.userAgent(userAgent);
        }
        return plain.build();
    }

    private MeshChannelBuilder leftOut(String option) {
        if (leftOut.add(option)) {
            LOG.log(Level.WARNING, "{0} is left out for {1}{2}: it is the mesh''s to say", new Object[] {
                option, SCHEME, host
            });
        }
        return this;
    }

    private static void positive(String option, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(option + ": " + value);
        }
    }

    private MeshChannelBuilder refused(String option) {
        throw new UnsupportedOperationException(option + " has no meaning for a channel of the mesh");
    }

    @Override
    public ManagedChannel build() {
        if (mesh.switchedOff()) {
            return pastTheMesh();
        }
        ChannelSettings settings = new ChannelSettings(
                keepAliveTime,
                keepAliveTimeout,
                keepAliveWithoutCalls,
                maxInboundMetadataBytes,
                userAgent,
                compressors,
                decompressors);
        return MeshChannel.open(
                GrpcMesh.of(mesh),
                new ChannelOptions(
                        authority, listener, executor, interceptors, settings, maxInboundMessageBytes, heads));
    }
}
