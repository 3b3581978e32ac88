package io.meshsdk.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.meshsdk.call.Address;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That a dead connection is noticed within a minute, and that no server takes offence at how. */
@Timeout(240)
class KeepaliveTest {
    private static final MethodDescriptor<byte[], byte[]> WATCH = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("test.Watch/Watch")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    @ParameterizedTest
    @EnumSource
    void theKernelTakesAllProbesWithinAMinute(Sockets sockets) throws Exception {
        assumeTrue(sockets == Sockets.NIO || Epoll.isAvailable(), "epoll is not there");
        EventLoopGroup loop = sockets.loop(Thread::new);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Channel channel = new Bootstrap()
                    .group(loop)
                    .channel(sockets.tcp())
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(server.getLocalSocketAddress())
                    .sync()
                    .channel();
            assertThat(sockets.probes()).isNotEmpty().allSatisfy((option, value) -> {
                assertThat(channel.config().setOption(option, value)).isTrue();
                assertThat(channel.config().getOption(option)).isEqualTo(value);
            });
            channel.close().sync();
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
        assertThat(Sockets.IDLE_SECONDS + Sockets.PROBES * Sockets.INTERVAL_SECONDS)
                .isLessThan(60);
        assertThat(Sockets.UNACKNOWLEDGED).hasSeconds(30);
    }

    @ParameterizedTest
    @EnumSource
    void theKernelAsksThePeerOfAQuietChannelWithinTwentySeconds(Sockets sockets) throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "the kernel does not tell its timers");
        assumeTrue(sockets == Sockets.NIO || Epoll.isAvailable(), "epoll is not there");
        Server server = serverWithDefaultLimits();
        try (RpcChannels channels = new RpcChannels(sockets, Thread::new, Runnable::run, RpcChannels.Pings.DEFAULT)) {
            watch(channels, server.getPort());
            assertThat(keepaliveTimerCentiseconds(server.getPort())).isBetween(1L, 2_000L);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void pingsAreRarerThanAServerWithDefaultLimitsPermits() {
        assertThat(RpcChannels.Pings.DEFAULT.time()).hasMinutes(6);
    }

    /** With a ping each 30 s the third brings the end, after 90 s. */
    @Test
    @Tag("deep")
    void aServerWithDefaultLimitsKeepsAQuietConnection() throws Exception {
        Server server = serverWithDefaultLimits();
        try (RpcChannels channels = new RpcChannels(Thread::new, Runnable::run)) {
            CompletableFuture<Status> end = watch(channels, server.getPort());
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> end.get(200, TimeUnit.SECONDS));
        } finally {
            server.shutdownNow();
        }
    }

    /** The end of a stream on which nothing is said; returns when it is up. */
    private static CompletableFuture<Status> watch(RpcChannels channels, int port) throws Exception {
        ManagedChannel channel = channels.open(
                new RpcTarget(List.of(new Address.Socket("127.0.0.1", port)), "localhost", RpcSecurity.PLAINTEXT));
        CompletableFuture<Status> end = new CompletableFuture<>();
        CompletableFuture<byte[]> greeting = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call = channel.newCall(WATCH, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        greeting.complete(message);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(new byte[1]);
        greeting.get(30, TimeUnit.SECONDS);
        return end;
    }

    /** Greets, and is then quiet. */
    private static Server serverWithDefaultLimits() throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .directExecutor()
                .addService(ServerServiceDefinition.builder("test.Watch")
                        .addMethod(WATCH, (call, headers) -> {
                            call.request(1);
                            call.sendHeaders(new Metadata());
                            call.sendMessage(new byte[1]);
                            return new ServerCall.Listener<>() {};
                        })
                        .build())
                .build()
                .start();
    }

    /** When the timer of the connection to a port fires next; columns as in {@code proc_net_tcp}. */
    private static long keepaliveTimerCentiseconds(int port) throws IOException {
        String remote = String.format(Locale.ROOT, ":%04X", port);
        while (true) {
            for (String line : Stream.concat(
                            Files.readAllLines(Path.of("/proc/net/tcp")).stream(),
                            Files.exists(Path.of("/proc/net/tcp6"))
                                    ? Files.readAllLines(Path.of("/proc/net/tcp6")).stream()
                                    : Stream.empty())
                    .toList()) {
                String[] columns = line.trim().split("\\s+", -1);
                if (columns.length > 5 && columns[2].endsWith(remote) && columns[5].startsWith("02:")) {
                    return Long.parseLong(columns[5].substring(3), 16);
                }
            }
            // Until then it is a retransmission's, or a delayed acknowledgement's.
            Thread.onSpinWait();
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
