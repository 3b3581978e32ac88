package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.internal.net.RawServer.Script;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.meshsdk.transport.ClientSecurity;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of an exchange when the other side misbehaves. */
@ExtendWith(LeakGuard.class)
class FaultsTest {
    private static final String BEFORE = "upstream_reset_before_response_started{connection_termination|";
    private static final String AFTER = "upstream_reset_after_response_started{connection_termination|";
    private static final String GARBAGE = "upstream_reset_before_response_started{protocol_error|";
    private static final String GARBAGE_LATER = "upstream_reset_after_response_started{protocol_error|";

    private final Client client = new Client();

    @AfterEach
    void nothingIsLeftBehind() {
        client.close();
        assertThat(client.transport.openConnections()).isZero();
        assertThat(client.policies.connections).as("connection permits").hasValue(0);
        assertThat(client.policies.pending).as("pending permits").hasValue(0);
    }

    private static Arguments fault(String name, Class<? extends Outcome> expected, String details, Script script) {
        return Arguments.of(name, expected, details, script);
    }

    private static Script answers(String text) {
        return connection -> {
            connection.readHead();
            connection.send(text);
        };
    }

    private static Stream<Arguments> faults() {
        return Stream.of(
                fault("closes before the request", Outcome.Disconnected.class, BEFORE, connection -> {}),
                fault(
                        "closes before the response",
                        Outcome.Disconnected.class,
                        BEFORE,
                        connection -> connection.readHead()),
                fault("resets before the response", Outcome.Disconnected.class, BEFORE, connection -> {
                    connection.readHead();
                    connection.reset();
                }),
                fault("closes within the head", Outcome.Disconnected.class, BEFORE, answers("HTTP/1.1 200 OK\r\nx")),
                fault("closes after a 100", Outcome.Disconnected.class, BEFORE, answers("HTTP/1.1 100 Go\r\n\r\n")),
                fault(
                        "closes within the body",
                        Outcome.Truncated.class,
                        AFTER,
                        answers("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell")),
                fault(
                        "closes within a chunked body",
                        Outcome.Truncated.class,
                        AFTER,
                        answers("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n")),
                fault(
                        "closes within the trailers",
                        Outcome.Truncated.class,
                        AFTER,
                        answers("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: y\r\n")),
                fault(
                        "resets within a body that ends with the connection",
                        Outcome.Truncated.class,
                        AFTER,
                        connection -> {
                            connection.readHead();
                            connection.send("HTTP/1.1 200 OK\r\n\r\nhello");
                            connection.read(1);
                            connection.reset();
                        }),
                fault("sends garbage", Outcome.ProtocolError.class, GARBAGE + "http1.", answers("SSH-2.0-OpenSSH\r\n")),
                fault(
                        "sends a folded header",
                        Outcome.ProtocolError.class,
                        GARBAGE,
                        answers("HTTP/1.1 200 OK\r\n x\r\n\r\n")),
                fault(
                        "sends two lengths",
                        Outcome.ProtocolError.class,
                        GARBAGE,
                        answers("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n")),
                fault(
                        "sends a length beside chunks",
                        Outcome.ProtocolError.class,
                        GARBAGE + "http1.content_length_and_chunked",
                        answers("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n")),
                fault(
                        "sends informational responses without end",
                        Outcome.ProtocolError.class,
                        GARBAGE + "http1.codec_error: more than 100 informational",
                        answers("HTTP/1.1 103 Early\r\n\r\n".repeat(101))),
                fault("half-closes before the response", Outcome.Disconnected.class, BEFORE, connection -> {
                    connection.readHead();
                    connection.socket().shutdownOutput();
                    connection.awaitClose();
                }),
                fault("half-closes within the body", Outcome.Truncated.class, AFTER, connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell");
                    connection.socket().shutdownOutput();
                    connection.awaitClose();
                }),
                fault(
                        "sends a head without end",
                        Outcome.ProtocolError.class,
                        GARBAGE + "http1.headers_too_large",
                        answers("HTTP/1.1 200 OK\r\nx: " + "y".repeat(70_000))),
                fault(
                        "sends more than 100 headers",
                        Outcome.ProtocolError.class,
                        GARBAGE + "http1.too_many_headers",
                        answers("HTTP/1.1 200 OK\r\n" + "x: y\r\n".repeat(101) + "\r\n")),
                fault(
                        "switches protocols",
                        Outcome.ProtocolError.class,
                        GARBAGE + "http1.codec_error: 101",
                        answers("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n")),
                fault(
                        "sends a wrong chunk",
                        Outcome.Truncated.class,
                        GARBAGE_LATER,
                        answers("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n")));
    }

    @ParameterizedTest(name = "a server that {0}")
    @MethodSource("faults")
    void isToldApart(String name, Class<? extends Outcome> expected, String details, Script script) {
        try (var server = new RawServer(script)) {
            Probe probe = new Probe();
            ClientExchange exchange =
                    client.open(new TestEndpoint(server.address()), get("/"), RequestEnd.WITH_HEAD, probe);
            client.run(() -> exchange.request(Long.MAX_VALUE));

            // One script waits until the body was seen; closing our side would spoil it, and it times out by itself.
            Outcome outcome = name.startsWith("resets within a body") ? afterBody(server, probe) : probe.awaitFailure();

            assertThat(outcome).isInstanceOf(expected);
            assertThat(outcome.details()).startsWith(details);
            assertThat(probe.ends).hasValue(1);
            Client.eventually("the connection is closed", () -> client.transport.openConnections() == 0);
        }
    }

    private static Outcome afterBody(RawServer server, Probe probe) {
        await(probe.firstData);
        server.resetAll();
        return probe.awaitFailure();
    }

    @Test
    void aTruncatedResponseTellsItsStatusAndFlag() {
        try (var server = new RawServer(answers("HTTP/1.1 206 Part\r\ncontent-length: 5\r\n\r\nhell"))) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome.status()).isEqualTo(206);
            assertThat(outcome.flags().contains(ResponseFlag.UC)).isTrue();
        }
        try (var server = new RawServer(answers("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"))) {
            assertThat(client.send(server.address(), get("/"))
                            .awaitFailure()
                            .flags()
                            .contains(ResponseFlag.UPE))
                    .isTrue();
        }
    }

    @Test
    void aRefusedConnectionIsAConnectFailure() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        Outcome outcome =
                client.send(new Address.Socket("127.0.0.1", port), get("/")).awaitFailure();

        assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
        assertThat(outcome.details())
                .startsWith("upstream_reset_before_response_started{remote_connection_failure|")
                .contains("refused");
    }

    @Test
    void aConnectionThatDoesNotOpenInTimeIsAConnectFailure() throws IOException {
        client.connectTimeout(Duration.ofMillis(50));
        // Whose queue is full: the kernel drops what else wants to connect.
        try (ServerSocket full = new ServerSocket(0, 1)) {
            Address address = new Address.Socket("127.0.0.1", full.getLocalPort());
            List<SocketChannel> queue = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                var waiting = SocketChannel.open();
                waiting.configureBlocking(false);
                waiting.connect(full.getLocalSocketAddress());
                queue.add(waiting);
            }
            Outcome outcome = client.send(address, get("/")).awaitFailure();
            for (var waiting : queue) {
                waiting.close();
            }

            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details())
                    .startsWith("upstream_reset_before_response_started{connection_timeout|")
                    .contains("50 ms");
        }
    }

    @Test
    void aRefusedSecurityTouchesNoNetwork() {
        try (var server = RawServer.answering("HTTP/1.1 204 No\r\n\r\n")) {
            client.security = new ClientSecurity.Refused(7, "no certificate for orders");

            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details()).contains("no certificate for orders");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aRequestThatMustNotBeSentTouchesNoNetwork() {
        try (var server = RawServer.answering("HTTP/1.1 204 No\r\n\r\n")) {
            RequestHead head = get("/", "x-a", "b\r\nx-b: c");

            Outcome outcome = client.send(server.address(), head).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.ProtocolError.class);
            assertThat(outcome.details()).contains("http1.invalid_characters").doesNotContain("x-b");
            assertThat(server.connections()).isZero();
        }
    }

    /** Nobody can know whether the server saw the request, so it is not called unprocessed; the details tell what it was. */
    @Test
    void aKeptConnectionThatClosesUnderARequestIsADisconnectThatSaysSo() {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 204 No\r\n\r\n");
            connection.readHead();
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/1")).awaitEnd();

            Outcome outcome = client.send(endpoint, get("/2")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.Disconnected.class);
            assertThat(outcome.details()).contains("on a kept connection before a byte of the response");
        }
    }

    @Test
    void aKeptConnectionThatWasClosedBeforeIsNotUsed() {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 204 No\r\n\r\n");
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/1")).awaitEnd();
            Client.eventually("the close is noticed", () -> client.transport.openConnections() == 0);

            client.send(endpoint, get("/2")).awaitEnd();

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void bytesThatNobodyAskedForEndAKeptConnection() {
        CountDownLatch first = new CountDownLatch(1);
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 204 No\r\n\r\n");
            await(first);
            connection.send("HTTP/1.1 200 Smuggled\r\ncontent-length: 0\r\n\r\n");
            connection.awaitClose();
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/1")).awaitEnd();
            first.countDown();
            Client.eventually("the connection is closed", () -> client.transport.openConnections() == 0);
        }
    }

    @Test
    void bytesBeyondAResponseEndItsConnection() {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhello")) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            for (int i = 1; i <= 2; i++) {
                Probe probe = client.send(endpoint, get("/"));
                probe.awaitEnd();
                assertThat(probe.body).hasToString("he");
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aHangingServerIsLeftByReset() {
        CountDownLatch gone = new CountDownLatch(1);
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.awaitClose();
            gone.countDown();
        })) {
            Probe probe = new Probe();
            ClientExchange exchange =
                    client.open(new TestEndpoint(server.address()), get("/"), RequestEnd.WITH_HEAD, probe);
            Client.eventually("it is connected", probe.peer::isDone);

            client.run(exchange::reset);

            await(gone);
            assertThat(probe.ends).hasValue(0);
        }
    }

    @Test
    void aServerThatHalfClosesAfterItsResponseHasAnswered() {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
            connection.socket().shutdownOutput();
            connection.awaitClose();
        })) {
            Probe probe = client.send(server.address(), get("/"));
            probe.awaitEnd();
            assertThat(probe.body).hasToString("hello");
            Client.eventually("the connection is closed", () -> client.transport.openConnections() == 0);
        }
    }

    @Test
    void aSlowServerIsReadAsItComes() {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            for (char c : "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx: y\r\n\r\n"
                    .toCharArray()) {
                connection.send(String.valueOf(c));
            }
            connection.awaitClose();
        })) {
            Probe probe = client.send(server.address(), get("/"));
            assertThat(probe.awaitEnd()).isEqualTo(Headers.of("x", "y"));
            assertThat(probe.body).hasToString("abc");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("it did not happen");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
