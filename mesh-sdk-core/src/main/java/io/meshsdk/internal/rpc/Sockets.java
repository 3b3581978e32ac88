package io.meshsdk.internal.rpc;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * The two ways to do I/O, and how each notices that the other end of a connection is gone without a word: the kernel asks the
 * other kernel, which no server counts, unlike HTTP/2's pings. Within 50 s at most.
 */
enum Sockets {
    EPOLL {
        @Override
        IoHandlerFactory ioHandlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        SocketAddress pipe(String path) {
            return new DomainSocketAddress(path);
        }

        @Override
        Class<? extends Channel> tcp() {
            return EpollSocketChannel.class;
        }

        @Override
        Class<? extends Channel> pipe() {
            return EpollDomainSocketChannel.class;
        }

        @Override
        Map<ChannelOption<Integer>, Integer> probes() {
            // The last one bounds what was sent and is not acknowledged, too, which probes do not look at.
            return Map.of(
                    EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS,
                    EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS,
                    EpollChannelOption.TCP_KEEPCNT, PROBES,
                    EpollChannelOption.TCP_USER_TIMEOUT, Math.toIntExact(UNACKNOWLEDGED.toMillis()));
        }
    },
    NIO {
        @Override
        IoHandlerFactory ioHandlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        SocketAddress pipe(String path) {
            return UnixDomainSocketAddress.of(path);
        }

        @Override
        Class<? extends Channel> tcp() {
            return NioSocketChannel.class;
        }

        @Override
        Class<? extends Channel> pipe() {
            return NioDomainSocketChannel.class;
        }

        @Override
        Map<ChannelOption<Integer>, Integer> probes() {
            Map<SocketOption<Integer>, Integer> wanted = Map.of(
                    ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS,
                    ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS,
                    ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
            // Where the platform has none, pings are left, which take longer.
            return supported().containsAll(wanted.keySet())
                    ? Map.of(
                            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS,
                            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), INTERVAL_SECONDS,
                            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES)
                    : Map.of();
        }

        private Set<SocketOption<?>> supported() {
            try (SocketChannel probe = SocketChannel.open()) {
                return probe.supportedOptions();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    static final int IDLE_SECONDS = 20;
    static final int INTERVAL_SECONDS = 10;
    static final int PROBES = 3;
    static final Duration UNACKNOWLEDGED = Duration.ofSeconds(30);

    /** epoll where it is present. */
    static Sockets best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    abstract IoHandlerFactory ioHandlers();

    abstract SocketAddress pipe(String path);

    abstract Class<? extends Channel> tcp();

    abstract Class<? extends Channel> pipe();

    abstract Map<ChannelOption<Integer>, Integer> probes();

    EventLoopGroup loop(ThreadFactory threads) {
        return new MultiThreadIoEventLoopGroup(1, threads, ioHandlers());
    }

    /**
     * @param first of the addresses, which are all of one kind
     */
    void configure(NettyChannelBuilder builder, SocketAddress first) {
        if (first instanceof InetSocketAddress) {
            builder.channelType(tcp(), InetSocketAddress.class).withOption(ChannelOption.SO_KEEPALIVE, true);
            probes().forEach(builder::withOption);
        } else {
            builder.channelType(pipe(), first.getClass());
        }
    }
}
