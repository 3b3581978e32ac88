package io.meshsdk.grpc;

import io.grpc.ClientInterceptor;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Builds channels of a mesh. Where a call goes, how it is secured, balanced and retried is the mesh's to say; options about that
 * are refused by name, or, where a framework sets them for every channel, logged and left out.
 *
 * <p>Used by one thread. Channels that set the same {@code keepAlive…}, {@code maxInboundMetadataSize} and {@code userAgent} share
 * their connections.
 */
public final class MeshChannelBuilder extends ManagedChannelBuilder<MeshChannelBuilder> {
    private static final Logger LOG = Logger.getLogger(MeshChannelBuilder.class.getName());
    private static final String SCHEME = "mesh:///";

    private final Mesh mesh;
    private final List<ClientInterceptor> interceptors = new ArrayList<>();
    private String authority;
    private Optional<Executor> executor = Optional.empty();
    private Optional<String> listener = Optional.empty();
    private Optional<Duration> keepAliveTime = Optional.empty();
    private Duration keepAliveTimeout = ChannelSettings.DEFAULT.keepAliveTimeout();
    private boolean keepAliveWithoutCalls;
    private int maxInboundMessageBytes;
    private int maxInboundMetadataBytes;
    private String userAgent = "";
    private ChannelOptions.Heads heads = ChannelOptions.Heads.WITH_THE_ANSWER;

    private MeshChannelBuilder(Mesh mesh, String authority) {
        this.mesh = mesh;
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
    public MeshChannelBuilder executor(Executor where) {
        executor = Optional.ofNullable(where);
        return this;
    }

    /** What may block runs on the mesh's callback executor. */
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
    public MeshChannelBuilder userAgent(String name) {
        userAgent = name;
        return this;
    }

    /** The host of the mesh that calls are for, in place of the target's. */
    @Override
    public MeshChannelBuilder overrideAuthority(String other) {
        authority = other;
        return this;
    }

    @Override
    public MeshChannelBuilder maxInboundMessageSize(int bytes) {
        maxInboundMessageBytes = bytes;
        return this;
    }

    @Override
    public MeshChannelBuilder maxInboundMetadataSize(int bytes) {
        maxInboundMetadataBytes = bytes;
        return this;
    }

    @Override
    public MeshChannelBuilder keepAliveTime(long time, TimeUnit unit) {
        // As gRPC has it: what is practically endless is never.
        keepAliveTime =
                unit.toDays(time) > 1_000 ? Optional.empty() : Optional.of(Duration.ofNanos(unit.toNanos(time)));
        return this;
    }

    @Override
    public MeshChannelBuilder keepAliveTimeout(long time, TimeUnit unit) {
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
    public MeshChannelBuilder decompressorRegistry(DecompressorRegistry registry) {
        return refused("decompressorRegistry");
    }

    @Override
    public MeshChannelBuilder compressorRegistry(CompressorRegistry registry) {
        return refused("compressorRegistry");
    }

    /** Where the mesh is switched off its calls go where DNS says, in plaintext, as those of its other doors do. */
    private ManagedChannel pastTheMesh() {
        LOG.log(Level.WARNING, "the mesh is switched off: calls to {0} go past it, in plaintext", authority);
        ManagedChannelBuilder<?> plain = ManagedChannelBuilder.forTarget("dns:///" + authority)
                .usePlaintext()
                .intercept(interceptors)
                .keepAliveTimeout(keepAliveTimeout.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveWithoutCalls(keepAliveWithoutCalls);
        plain.executor(executor.orElse(mesh.callbackExecutor()));
        keepAliveTime.ifPresent(time -> plain.keepAliveTime(time.toNanos(), TimeUnit.NANOSECONDS));
        if (maxInboundMessageBytes > 0) {
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
        LOG.log(Level.FINE, "{0} is left out for mesh:///{1}: it is the mesh''s to say", new Object[] {option, authority
        });
        return this;
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
                keepAliveTime, keepAliveTimeout, keepAliveWithoutCalls, maxInboundMetadataBytes, userAgent);
        return MeshChannel.open(
                GrpcMesh.of(mesh),
                new ChannelOptions(
                        authority, listener, executor, interceptors, settings, maxInboundMessageBytes, heads));
    }
}
