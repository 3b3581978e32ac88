package io.meshsdk.grpc.internal.connect;

import io.meshsdk.transport.Connections;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/** All connections of one mesh's channels, and the threads below them. Safe for use by many threads. */
public final class MeshConnections {
    private final Connections connections;
    private final Executor offload;
    private final Loops loops = Loops.start();
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}. */
    private final Map<ChannelSettings, ClusterChannels> bySettings = new HashMap<>();

    /**
     * @param offload for what may block, such as key managers
     */
    public MeshConnections(Connections connections, Executor offload) {
        this.connections = connections;
        this.offload = offload;
    }

    /** The same for the same settings. */
    public ClusterChannels channels(ChannelSettings settings) {
        lock.lock();
        try {
            return bySettings.computeIfAbsent(
                    settings, wanted -> new ClusterChannels(connections, new NettyChannels(loops, offload, wanted)));
        } finally {
            lock.unlock();
        }
    }

    /** The threads, for servers. */
    public EventLoopGroup loops() {
        return loops.group();
    }

    public ServerChannel newServerSocket() {
        return loops.newServerSocket();
    }

    /** For timers of calls. */
    public HashedWheelTimer timer() {
        return loops.timer();
    }

    /** Ends all connections, then the threads, within a limit. */
    public void close(Duration limit) {
        lock.lock();
        try {
            bySettings.values().forEach(ClusterChannels::close);
        } finally {
            lock.unlock();
        }
        loops.stop(limit);
    }
}
