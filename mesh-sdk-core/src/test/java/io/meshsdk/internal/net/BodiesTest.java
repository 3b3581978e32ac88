package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static io.meshsdk.internal.net.Client.post;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.netty.buffer.Unpooled;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
class BodiesTest {
    private final Client client = new Client();
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void nothingIsLeftBehind() {
        client.close();
        assertThat(client.policies.connections).as("connection permits").hasValue(0);
    }

    @Test
    void responsesToHeadAnd204And304HaveNoBodyAndKeepTheConnection() {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n");
            connection.readHead();
            connection.send("HTTP/1.1 204 No\r\n\r\n");
            connection.readHead();
            connection.send("HTTP/1.1 304 Same\r\ncontent-length: 5\r\n\r\n");
            connection.awaitClose();
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe head = client.send(endpoint, new RequestHead("HEAD", "http", "orders", "/", Headers.EMPTY));
            head.awaitEnd();
            assertThat(head.awaitHead().headers().get("content-length")).isEqualTo("5");
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(client.send(endpoint, get("/")).awaitHead().status()).isEqualTo(304);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anHttp10ResponseEndsWithItsConnection() {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.0 200 OK\r\n\r\nhello ");
            connection.send("world");
        })) {
            Probe probe = client.send(server.address(), get("/"));
            probe.awaitEnd();
            assertThat(probe.body).hasToString("hello world");
        }
    }

    @Test
    void aConnectionThatTheServerWantsClosedIsNotKept() {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/")).awaitEnd();
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void bodiesAndTrailersGoBothWays() throws Exception {
        try (var server = new RawServer(connection -> {
            seen.add(connection.readUntil("x-sum: 1\r\n\r\n"));
            connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-sum: 2\r\n\r\n");
            connection.awaitClose();
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe probe = new Probe();
            client.run(() -> {
                ClientExchange exchange = client.start(endpoint, post("/", "te", "trailers"), RequestEnd.LATER, probe);
                exchange.request(Long.MAX_VALUE);
                exchange.write(Unpooled.copiedBuffer("abc", ISO_8859_1));
                exchange.write(Unpooled.EMPTY_BUFFER);
                exchange.write(Unpooled.copiedBuffer("0123456789abcdef", ISO_8859_1));
                exchange.end(Headers.of("x-sum", "1"));
            });

            assertThat(probe.awaitEnd()).isEqualTo(Headers.of("x-sum", "2"));
            assertThat(probe.body).hasToString("hello");
            assertThat(take().replace("\r\n", "|"))
                    .isEqualTo("POST / HTTP/1.1|host: orders|te: trailers|connection: te|transfer-encoding: chunked||"
                            + "3|abc|10|0123456789abcdef|0|x-sum: 1||");
        }
    }

    @Test
    void anEmptyChunkedBodyIsOne() throws Exception {
        try (var server = new RawServer(connection -> {
            seen.add(connection.readUntil("0\r\n\r\n"));
            connection.send("HTTP/1.1 204 No\r\n\r\n");
            connection.awaitClose();
        })) {
            client.send(new TestEndpoint(server.address()), post("/"), "", Headers.EMPTY)
                    .awaitEnd();
            assertThat(take()).endsWith("transfer-encoding: chunked\r\n\r\n0\r\n\r\n");
        }
    }

    @Test
    void aBodyLongerThanItsLengthIsNotSentOn() {
        try (var server = new RawServer(connection -> {
            seen.add(connection.readUntil("never"));
        })) {
            Probe probe = client.send(
                    new TestEndpoint(server.address()),
                    post("/", "content-length", "3"),
                    "abcGET /smuggled HTTP/1.1\r\n\r\n",
                    Headers.EMPTY);
            assertThat(probe.awaitFailure()).isInstanceOf(Outcome.ProtocolError.class);
            assertThat(probe.awaitFailure().details()).contains("longer than its Content-Length");
            assertThat(seen).noneMatch(bytes -> bytes.contains("smuggled"));
        }
    }

    @Test
    void aBodyShorterThanItsLengthFailsAndIsNotFollowedByAnything() {
        try (var server = new RawServer(connection -> connection.awaitClose())) {
            Probe probe = client.send(
                    new TestEndpoint(server.address()), post("/", "content-length", "5"), "abc", Headers.EMPTY);
            assertThat(probe.awaitFailure().details()).contains("shorter than its Content-Length");
        }
    }

    @Test
    void aBodyWaitsForA100WhereTheCallerAsksForIt() throws Exception {
        try (var server = new RawServer(connection -> {
            seen.add(connection.readHead());
            seen.add(String.valueOf(connection.socket().getInputStream().available()));
            connection.send("HTTP/1.1 100 Continue\r\n\r\n");
            seen.add(connection.read(3));
            connection.send("HTTP/1.1 204 No\r\n\r\n");
            connection.awaitClose();
        })) {
            Probe probe = client.send(
                    new TestEndpoint(server.address()),
                    post("/", "content-length", "3", "expect", "100-continue"),
                    "abc",
                    Headers.EMPTY);
            probe.awaitEnd();
            assertThat(take()).contains("expect: 100-continue");
            assertThat(take()).isEqualTo("0");
            assertThat(take()).isEqualTo("abc");
            assertThat(probe.informational).extracting(ResponseHead::status).containsExactly(100);
        }
    }

    @Test
    void aBodyThatWaitsInVainForA100IsSentAfterAWhile() throws Exception {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            seen.add(connection.read(3));
            connection.send("HTTP/1.1 204 No\r\n\r\n");
            connection.awaitClose();
        })) {
            client.send(
                            new TestEndpoint(server.address()),
                            post("/", "content-length", "3", "expect", "100-continue"),
                            "abc",
                            Headers.EMPTY)
                    .awaitEnd();
            assertThat(take()).isEqualTo("abc");
        }
    }

    @Test
    void aFinalAnswerInsteadOfA100KeepsTheBodyHere() throws Exception {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 417 No\r\ncontent-length: 0\r\n\r\n");
            seen.add("then: " + connection.readUntil("never"));
        })) {
            Probe probe = client.send(
                    new TestEndpoint(server.address()),
                    post("/", "content-length", "3", "expect", "100-continue"),
                    "abc",
                    Headers.EMPTY);
            probe.awaitEnd();
            assertThat(probe.awaitHead().status()).isEqualTo(417);
            assertThat(take()).isEqualTo("then: ");
        }
    }

    @Test
    void earlyHintsComeBeforeTheResponse() {
        try (var server = RawServer.answering(
                "HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")) {
            Probe probe = client.send(server.address(), get("/"));
            probe.awaitEnd();
            assertThat(probe.informational).extracting(ResponseHead::status).containsExactly(103);
            assertThat(probe.body).hasToString("ok");
        }
    }

    @Test
    void aResponseMayComeBeforeTheBodyWasSentAndTheConnectionIsKeptOnceItIs() throws Exception {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
            seen.add(connection.read(3));
            connection.readHead();
            connection.send("HTTP/1.1 204 No\r\n\r\n");
            connection.awaitClose();
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe probe = new Probe();
            ClientExchange exchange = client.open(endpoint, post("/", "content-length", "3"), RequestEnd.LATER, probe);
            client.run(() -> exchange.request(Long.MAX_VALUE));
            probe.awaitEnd();

            client.run(() -> {
                exchange.write(Unpooled.copiedBuffer("abc", ISO_8859_1));
                exchange.end();
            });
            assertThat(take()).isEqualTo("abc");
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anEarlyResponseWhoseRequestIsGivenUpClosesTheConnection() throws Exception {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n");
            seen.add("then: " + connection.readUntil("never"));
        })) {
            Probe probe = new Probe();
            ClientExchange exchange = client.open(
                    new TestEndpoint(server.address()), post("/", "content-length", "3"), RequestEnd.LATER, probe);
            probe.awaitEnd();
            client.run(exchange::reset);

            assertThat(probe.awaitHead().status()).isEqualTo(413);
            assertThat(take()).isEqualTo("then: ");
        }
    }

    /** The server stops reading and hangs up while we write; what it had said is still delivered. */
    @Test
    void anEarlyResponseIsDeliveredAlthoughTheServerHangsUp() {
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 4\r\n\r\nmuch");
            connection.socket().shutdownOutput();
            // Reads what was sent already, as a server does that does not want to reset too soon.
            connection.awaitClose();
        })) {
            Probe probe = new Probe();
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.run(() -> {
                ClientExchange exchange = client.start(endpoint, post("/"), RequestEnd.LATER, probe);
                exchange.request(Long.MAX_VALUE);
                probe.onWritable = () -> {
                    while (exchange.writable()) {
                        exchange.write(Unpooled.wrappedBuffer(new byte[8192]));
                    }
                };
                probe.onEnd = exchange::reset;
            });
            probe.awaitEnd();
            assertThat(probe.awaitHead().status()).isEqualTo(413);
            assertThat(probe.body).hasToString("much");
        }
    }

    private String take() throws InterruptedException {
        String next = seen.poll(10, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }
}
