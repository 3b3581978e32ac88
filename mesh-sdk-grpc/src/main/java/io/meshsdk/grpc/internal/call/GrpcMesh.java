package io.meshsdk.grpc.internal.call;

import io.meshsdk.Mesh;
import io.meshsdk.engine.Outbound;
import io.meshsdk.grpc.internal.connect.MeshConnections;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.Adapter;
import io.meshsdk.transport.Connections;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** What the channels of one mesh share; ends with the mesh. Safe for use by many threads. */
public final class GrpcMesh implements Adapter {
    private static final Duration THREADS_END = Duration.ofSeconds(2);

    private final Outbound outbound;
    private final Time time;
    private final Connections limits;
    private final Executor callbacks;
    private final MeshConnections connections;
    private final Set<MeshChannel> open = ConcurrentHashMap.newKeySet();

    private GrpcMesh(Mesh mesh) {
        this.outbound = mesh.outbound();
        this.time = mesh.time();
        this.limits = mesh.connections();
        this.callbacks = mesh.callbackExecutor();
        this.connections = new MeshConnections(limits, callbacks);
    }

    /** Of a mesh: made when first asked for. */
    public static GrpcMesh of(Mesh mesh) {
        return mesh.adapter(GrpcMesh.class, GrpcMesh::new);
    }

    Outbound outbound() {
        return outbound;
    }

    Time time() {
        return time;
    }

    Connections limits() {
        return limits;
    }

    Executor callbacks() {
        return callbacks;
    }

    MeshConnections connections() {
        return connections;
    }

    void opened(MeshChannel channel) {
        open.add(channel);
    }

    void terminated(MeshChannel channel) {
        open.remove(channel);
    }

    @Override
    public void close(Duration drain) {
        open.forEach(MeshChannel::shutdown);
        long end = time.nanos() + drain.toNanos();
        try {
            for (MeshChannel each : open) {
                each.awaitTermination(Math.max(0, end - time.nanos()), java.util.concurrent.TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.forEach(MeshChannel::shutdownNow);
        connections.close(THREADS_END);
    }
}
