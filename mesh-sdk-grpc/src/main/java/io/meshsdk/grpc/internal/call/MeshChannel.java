package io.meshsdk.grpc.internal.call;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.meshsdk.call.Deadline;
import io.meshsdk.engine.CallOptions.Protocol;
import io.meshsdk.grpc.internal.call.ChannelOptions.Heads;
import io.meshsdk.grpc.internal.connect.ClusterChannels;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel to a host of the mesh, as users hold it. It has no connection of its own: those are the mesh's, and shared. Its state
 * therefore tells whether the mesh knows the host, not whether some connection is up.
 *
 * <p>Safe for use by many threads.
 */
public final class MeshChannel extends ManagedChannel {
    private static final int MAX_METHODS = 10_000;

    private final GrpcMesh mesh;
    private final ChannelOptions options;
    private final Executor executor;
    private final ClusterChannels connections;
    private final io.meshsdk.engine.CallOptions engineOptions;
    private final Channel intercepted;
    private final ChannelState state;
    /** Descriptors are mostly constants of generated code. */
    private final Map<MethodDescriptor<?, ?>, InnerMethod<?, ?>> methods = new ConcurrentHashMap<>();

    private final Set<MeshCall<?, ?>> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile boolean shutdown;

    private volatile boolean now;

    private MeshChannel(GrpcMesh mesh, ChannelOptions options) {
        this.mesh = mesh;
        this.options = options;
        this.executor = options.executor().orElse(mesh.callbacks());
        this.connections = mesh.connections().channels(options.settings());
        this.engineOptions = new io.meshsdk.engine.CallOptions(Deadline.NONE, options.listener(), Protocol.GRPC);
        this.intercepted = ClientInterceptors.intercept(new Calls(), options.interceptors());
        this.state = new ChannelState(mesh, executor, options.authority());
    }

    /** A channel of the mesh, which ends it with itself. */
    public static MeshChannel open(GrpcMesh mesh, ChannelOptions options) {
        MeshChannel opened = new MeshChannel(mesh, options);
        mesh.opened(opened);
        return opened;
    }

    @Override
    public <Q, P> ClientCall<Q, P> newCall(MethodDescriptor<Q, P> method, CallOptions callOptions) {
        return intercepted.newCall(method, callOptions);
    }

    @Override
    public String authority() {
        return options.authority();
    }

    // ---- for its calls ----

    GrpcMesh mesh() {
        return mesh;
    }

    Executor executor() {
        return executor;
    }

    ClusterChannels connections() {
        return connections;
    }

    boolean earlyHeaders() {
        return options.heads() == Heads.EARLY;
    }

    int maxInboundMessageBytes() {
        return options.maxInboundMessageBytes();
    }

    io.meshsdk.engine.CallOptions engineOptions(Deadline deadline) {
        return deadline.isSet() ? engineOptions.withDeadline(deadline) : engineOptions;
    }

    /** The caller's deadline, on the mesh's clock. */
    Deadline deadline(CallOptions callOptions, Context context) {
        return on(callOptions.getDeadline()).earlier(on(context.getDeadline()));
    }

    private Deadline on(io.grpc.@Nullable Deadline deadline) {
        return deadline == null
                ? Deadline.NONE
                : Deadline.after(mesh.time().nanos(), deadline.timeRemaining(TimeUnit.NANOSECONDS));
    }

    /** Counts a call, or says why there can be none. */
    @Nullable
    String begin(MeshCall<?, ?> call) {
        open.add(call);
        if (shutdown) {
            ended(call);
            return "the channel to " + options.authority() + " was shut down";
        }
        state.used();
        return null;
    }

    void ended(MeshCall<?, ?> call) {
        open.remove(call);
        endIfDone();
    }

    // ---- its life ----

    @Override
    public ManagedChannel shutdown() {
        shutdown = true;
        state.shutdown();
        endIfDone();
        return this;
    }

    @Override
    public ManagedChannel shutdownNow() {
        now = true;
        shutdown();
        open.forEach(each -> each.cancel("the channel was shut down", null));
        return this;
    }

    private void endIfDone() {
        if (shutdown && open.isEmpty()) {
            mesh.terminated(this);
            terminated.countDown();
        }
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    @Override
    public ConnectivityState getState(boolean requestConnection) {
        return state.get(requestConnection);
    }

    @Override
    public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
        state.notifyWhenChanged(source, callback);
    }

    @Override
    public void enterIdle() {
        state.idle();
    }

    @Override
    public void resetConnectBackoff() {
        // There is none: a connection that failed is tried again with the next attempt that the engine sends there.
    }

    @Override
    public String toString() {
        return "mesh:///" + options.authority() + (now ? " (shut down now)" : shutdown ? " (shut down)" : "");
    }

    @SuppressWarnings("unchecked")
    private <Q, P> InnerMethod<Q, P> inner(MethodDescriptor<Q, P> method) {
        InnerMethod<?, ?> known = methods.get(method);
        if (known == null) {
            known = new InnerMethod<>(method);
            if (methods.size() < MAX_METHODS) {
                methods.put(method, known);
            }
        }
        return (InnerMethod<Q, P>) known;
    }

    /** Below the interceptors. */
    private final class Calls extends Channel {
        @Override
        public <Q, P> ClientCall<Q, P> newCall(MethodDescriptor<Q, P> method, CallOptions callOptions) {
            return new MeshCall<>(MeshChannel.this, inner(method), callOptions);
        }

        @Override
        public String authority() {
            return options.authority();
        }
    }
}
