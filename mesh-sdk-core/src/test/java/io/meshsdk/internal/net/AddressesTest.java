package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.meshsdk.call.Address;
import io.meshsdk.call.Outcome;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakGuard.class)
class AddressesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void ipv4(Sockets sockets) {
        try (var server = RawServer.answering("HTTP/1.1 204 No\r\n\r\n");
                var client = new Client(sockets)) {
            assertThat(client.send(server.address(), get("/")).awaitHead().status())
                    .isEqualTo(204);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ipv6(Sockets sockets) throws IOException {
        assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null, "no IPv6 here");
        try (var server = new RawServer("::1", connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 204 No\r\n\r\n");
                });
                var client = new Client(sockets)) {
            assertThat(client.send(server.address(), get("/")).awaitHead().status())
                    .isEqualTo(204);
        }
    }

    @ParameterizedTest
    @EnumSource
    void pipes(Sockets sockets) throws Exception {
        Path path = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var client = new Client(sockets)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Probe probe = client.send(new Address.Pipe(path.toString()), get("/"));
            try (SocketChannel accepted = server.accept()) {
                accepted.read(ByteBuffer.allocate(1024));
                accepted.write(ByteBuffer.wrap("HTTP/1.1 204 No\r\n\r\n".getBytes(US_ASCII)));
                assertThat(probe.awaitHead().status()).isEqualTo(204);
            }
        }
    }

    @Test
    void abstractPipesNeedEpoll() {
        try (var client = new Client(Sockets.NIO)) {
            Outcome outcome = client.send(new Address.Pipe("@mesh"), get("/")).awaitFailure();
            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details()).contains("abstract sockets need epoll");
        }
        assumeTrue(Epoll.isAvailable());
        try (var client = new Client(Sockets.EPOLL)) {
            // Nobody listens there, but it was asked for by its abstract name.
            assertThat(client.send(new Address.Pipe("@mesh-nobody"), get("/"))
                            .awaitFailure()
                            .details())
                    .containsIgnoringCase("refused");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "orders.example", "127.1", "256.0.0.1", ""})
    void namesAreNotLookedUp(String host) {
        try (var client = new Client()) {
            Outcome outcome =
                    client.send(new Address.Socket(host, 80), get("/")).awaitFailure();
            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details()).contains("is not an IP address");
        }
    }

    @Test
    void proxiesOfTheEnvironmentAreNotUsed() {
        String former = System.getProperty("http.proxyHost");
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", "1");
        System.setProperty("socksProxyHost", "127.0.0.1");
        System.setProperty("socksProxyPort", "1");
        try (var server = RawServer.answering("HTTP/1.1 204 No\r\n\r\n");
                var client = new Client(Sockets.NIO)) {
            assertThat(client.send(server.address(), get("/")).awaitHead().status())
                    .isEqualTo(204);
        } finally {
            System.clearProperty("http.proxyPort");
            System.clearProperty("socksProxyHost");
            System.clearProperty("socksProxyPort");
            if (former == null) {
                System.clearProperty("http.proxyHost");
            } else {
                System.setProperty("http.proxyHost", former);
            }
        }
    }
}
