package io.meshsdk.grpc.internal.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The I/O threads and the timer below the channels of one mesh. They are the mesh's, not the process's, so that nothing is left when it
 * is closed.
 */
final class Loops {
    /** Nearly all timers of calls are cancelled; a deadline that the caller set has one of gRPC's own besides. */
    private static final long TICK_MILLIS = 10;

    private final EventLoopGroup group;
    private final ChannelFactory<? extends Channel> sockets;
    private final ChannelFactory<? extends ServerChannel> serverSockets;
    private final HashedWheelTimer timer;

    private Loops(
            EventLoopGroup group,
            ChannelFactory<? extends Channel> sockets,
            ChannelFactory<? extends ServerChannel> serverSockets) {
        this.group = group;
        this.sockets = sockets;
        this.serverSockets = serverSockets;
        this.timer = new HashedWheelTimer(
                new DefaultThreadFactory("mesh-grpc-timer", true), TICK_MILLIS, TimeUnit.MILLISECONDS, 512, false);
    }

    /** With epoll where it is present, else NIO. */
    static Loops start() {
        DefaultThreadFactory threads = new DefaultThreadFactory("mesh-grpc-io", true);
        int count = Runtime.getRuntime().availableProcessors();
        return Epoll.isAvailable()
                ? new Loops(
                        new MultiThreadIoEventLoopGroup(count, threads, EpollIoHandler.newFactory()),
                        EpollSocketChannel::new,
                        EpollServerSocketChannel::new)
                : new Loops(
                        new MultiThreadIoEventLoopGroup(count, threads, NioIoHandler.newFactory()),
                        NioSocketChannel::new,
                        NioServerSocketChannel::new);
    }

    EventLoopGroup group() {
        return group;
    }

    ChannelFactory<? extends Channel> sockets() {
        return sockets;
    }

    ServerChannel newServerSocket() {
        return serverSockets.newChannel();
    }

    /** For timers of calls. */
    HashedWheelTimer timer() {
        return timer;
    }

    void stop(Duration limit) {
        timer.stop();
        group.shutdownGracefully(0, limit.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(limit.toMillis());
    }
}
