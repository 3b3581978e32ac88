package io.meshsdk.internal.rpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.meshsdk.call.Address;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Opens channels to servers; one event loop for all of a mesh. Safe for use by many threads. */
public final class RpcChannels implements AutoCloseable {
    private final EventLoopGroup loop;
    private final Executor blocking;
    private final Keepalive keepalive;
    /** Who asked for one may be gone before it is opened. */
    private final Set<ManagedChannel> opened = new HashSet<>();

    private boolean closed; // both guarded by opened

    /**
     * How a connection whose other end is gone without a word is noticed.
     *
     * @param time without a word from the server after which it is asked; gRPC takes no less than 10 s
     * @param timeout for its answer
     */
    public record Keepalive(Duration time, Duration timeout) {
        /** Within 50 s. Istio's servers close connections that ask more often than each 15 s. */
        public static final Keepalive DEFAULT = new Keepalive(Duration.ofSeconds(30), Duration.ofSeconds(20));
    }

    /**
     * @param threads makes the one thread
     * @param blocking for what of gRPC may block
     */
    public RpcChannels(ThreadFactory threads, Executor blocking) {
        this(threads, blocking, Keepalive.DEFAULT);
    }

    public RpcChannels(ThreadFactory threads, Executor blocking, Keepalive keepalive) {
        this.keepalive = keepalive;
        this.loop = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
        this.blocking = blocking;
    }

    /**
     * A new channel, which the caller shuts down, or else {@link #close}. Blocks on files and names.
     *
     * @throws IllegalStateException where a name does not resolve, there is no security, or this is closed
     */
    public ManagedChannel open(RpcTarget target) {
        Optional<SslContext> tls = target.security().current();
        List<SocketAddress> addresses = resolve(target.addresses());
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget("mesh-rpc:///server")
                .eventLoopGroup(loop)
                .directExecutor()
                .offloadExecutor(blocking)
                .overrideAuthority(target.authority())
                .userAgent("mesh-sdk-java")
                .keepAliveTime(keepalive.time().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(keepalive.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .disableRetry()
                // A proxy of the environment is not meant for the mesh.
                .proxyDetector(address -> null);
        transport(builder, addresses.get(0));
        tls.ifPresentOrElse(
                context -> builder.negotiationType(NegotiationType.TLS).sslContext(context),
                () -> builder.negotiationType(NegotiationType.PLAINTEXT));
        fixed(builder, addresses, target.authority());
        synchronized (opened) {
            if (closed) {
                throw new IllegalStateException("the mesh is closed");
            }
            opened.removeIf(ManagedChannel::isShutdown);
            ManagedChannel channel = builder.build();
            opened.add(channel);
            return channel;
        }
    }

    @Override
    public void close() {
        synchronized (opened) {
            closed = true;
            opened.forEach(ManagedChannel::shutdownNow);
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static void transport(NettyChannelBuilder builder, SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) {
            builder.channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class);
        } else {
            builder.channelType(NioSocketChannel.class, InetSocketAddress.class);
        }
    }

    /** The way to give one channel its own resolver is called deprecated; the other is a registry for the whole JVM. */
    @SuppressWarnings("deprecation")
    private static void fixed(NettyChannelBuilder builder, List<SocketAddress> addresses, String authority) {
        builder.nameResolverFactory(new FixedAddresses(addresses, authority));
    }

    private static List<SocketAddress> resolve(List<Address> addresses) {
        List<SocketAddress> resolved = new ArrayList<>();
        for (Address address : addresses) {
            if (address instanceof Address.Pipe pipe) {
                resolved.add(UnixDomainSocketAddress.of(pipe.path()));
            } else if (address instanceof Address.Socket socket) {
                try {
                    for (InetAddress found : InetAddress.getAllByName(socket.host())) {
                        resolved.add(new InetSocketAddress(found, socket.port()));
                    }
                } catch (UnknownHostException e) {
                    throw new IllegalStateException("unknown host " + socket.host(), e);
                }
            }
        }
        return resolved;
    }

    /** Addresses known beforehand; a failed connection goes on with the next. */
    private static final class FixedAddresses extends NameResolver.Factory {
        private final List<EquivalentAddressGroup> groups;
        private final String authority;

        private FixedAddresses(List<SocketAddress> addresses, String authority) {
            this.groups = addresses.stream().map(EquivalentAddressGroup::new).toList();
            this.authority = authority;
        }

        @Override
        public NameResolver newNameResolver(java.net.URI target, NameResolver.Args args) {
            return new NameResolver() {
                @Override
                public String getServiceAuthority() {
                    return authority;
                }

                @Override
                public void start(Listener2 listener) {
                    listener.onResult(ResolutionResult.newBuilder()
                            .setAddressesOrError(io.grpc.StatusOr.fromValue(groups))
                            .build());
                }

                @Override
                public void shutdown() {
                    // Nothing runs.
                }
            };
        }

        @Override
        public String getDefaultScheme() {
            return "mesh-rpc";
        }
    }
}
