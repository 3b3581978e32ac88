package io.meshsdk.grpc.internal.call;

import io.grpc.Server;
import io.meshsdk.Mesh;
import io.meshsdk.call.Deadline;
import io.meshsdk.engine.Outbound;
import io.meshsdk.grpc.internal.connect.MeshConnections;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.Adapter;
import io.meshsdk.transport.Connections;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What the channels and servers of one mesh share; ends with the mesh. Safe for use by many threads. */
public final class GrpcMesh implements Adapter {
    private static final Duration THREADS_END = Duration.ofSeconds(2);

    private final Outbound outbound;
    private final Time time;
    private final Connections limits;
    private final Executor callbacks;
    private final MeshConnections connections;
    private final Set<Server> servers = ConcurrentHashMap.newKeySet();
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

    public Executor callbacks() {
        return callbacks;
    }

    public MeshConnections connections() {
        return connections;
    }

    /** On the callback executor, at a deadline; never where there is none. */
    public void later(Deadline at, Runnable task) {
        if (at.isSet()) {
            connections
                    .timer()
                    .newTimeout(due -> callbacks.execute(task), at.remaining(time.nanos()), TimeUnit.NANOSECONDS);
        }
    }

    /** A server, which ends with the mesh if not before. */
    public void serves(Server server) {
        servers.add(server);
        servers.removeIf(Server::isTerminated);
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
        servers.forEach(Server::shutdown);
        long end = time.nanos() + drain.toNanos();
        try {
            for (MeshChannel each : open) {
                each.awaitTermination(Math.max(0, end - time.nanos()), TimeUnit.NANOSECONDS);
            }
            for (Server each : servers) {
                each.awaitTermination(Math.max(0, end - time.nanos()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.forEach(MeshChannel::shutdownNow);
        servers.forEach(Server::shutdownNow);
        connections.close(THREADS_END);
    }
}
