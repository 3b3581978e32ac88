package io.meshsdk.internal.rpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.meshsdk.call.Address;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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
    private static final long END_SECONDS = 1;

    private final EventLoopGroup loop;
    private final Executor blocking;
    private final Sockets sockets;
    private final Pings pings;
    /** Who asked for one may be gone before it is opened. */
    private final Set<ManagedChannel> opened = new HashSet<>();

    private boolean closed; // both guarded by opened

    /**
     * HTTP/2 pings, which also notice a server that hangs while its kernel goes on. A dead connection is noticed much earlier, by
     * the {@link Sockets}.
     *
     * @param time without a word from the server after which it is asked; gRPC takes no less than 10 s
     * @param timeout for its answer
     */
    public record Pings(Duration time, Duration timeout) {
        /** A gRPC server ends connections that ask it more often than each 5 minutes, unless it is told otherwise. */
        public static final Pings DEFAULT = new Pings(Duration.ofMinutes(6), Sockets.UNACKNOWLEDGED);
    }

    /**
     * @param threads makes the one thread
     * @param blocking for what of gRPC may block
     */
    public RpcChannels(ThreadFactory threads, Executor blocking) {
        this(threads, blocking, Pings.DEFAULT);
    }

    public RpcChannels(ThreadFactory threads, Executor blocking, Pings pings) {
        this(Sockets.best(), threads, blocking, pings);
    }

    RpcChannels(Sockets sockets, ThreadFactory threads, Executor blocking, Pings pings) {
        this.sockets = sockets;
        this.pings = pings;
        this.loop = sockets.loop(threads);
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
                .keepAliveTime(pings.time().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(pings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .disableRetry()
                // A proxy of the environment is not meant for the mesh.
                .proxyDetector(address -> null);
        sockets.configure(builder, addresses.get(0));
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

    /** Returns when the thread has ended, or did not in time. */
    @Override
    public void close() {
        synchronized (opened) {
            closed = true;
            opened.forEach(ManagedChannel::shutdownNow);
        }
        loop.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS);
        // Closed by a callback on the loop itself, it would wait for itself.
        for (EventExecutor each : loop) {
            if (each.inEventLoop()) {
                return;
            }
        }
        loop.terminationFuture().awaitUninterruptibly(2 * END_SECONDS, TimeUnit.SECONDS);
    }

    /** The way to give one channel its own resolver is called deprecated; the other is a registry for the whole JVM. */
    @SuppressWarnings("deprecation")
    private static void fixed(NettyChannelBuilder builder, List<SocketAddress> addresses, String authority) {
        builder.nameResolverFactory(new FixedAddresses(addresses, authority));
    }

    private List<SocketAddress> resolve(List<Address> addresses) {
        List<SocketAddress> resolved = new ArrayList<>();
        for (Address address : addresses) {
            if (address instanceof Address.Pipe pipe) {
                resolved.add(sockets.pipe(pipe.path()));
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
