package io.meshsdk.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class FaultyServerTest {
    private static final String GET = "GET /orders HTTP/1.1\r\nHost: orders\r\n\r\n";
    private static final String POST = "POST /orders HTTP/1.1\r\nHost: orders\r\nContent-Length: 4\r\n\r\nbody";

    @Test
    void answersOnOneConnectionAndRecords() throws Exception {
        try (var server = FaultyServer.start(Behavior.answer(200, "hello"));
                var client = connect(server)) {
            for (int i = 0; i < 2; i++) {
                write(client, POST);
                assertThat(read(client, Behavior.response(200, "hello").length()))
                        .endsWith("\r\n\r\nhello");
            }

            assertThat(server.awaitRequests(2).requests())
                    .extracting(ReceivedRequest::toString)
                    .containsExactly("1 POST /orders HTTP/1.1 [4 bytes]", "1 POST /orders HTTP/1.1 [4 bytes]");
            assertThat(server.requests().get(0).header("host")).contains("orders");
            assertThat(server.requests().get(0).text()).isEqualTo("body");
            assertThat(server.connections())
                    .singleElement()
                    .satisfies(wire -> assertThat(wire.bytesRead()).isEqualTo(2L * POST.length()));
        }
    }

    @Test
    void readsChunksAndTrailers() throws Exception {
        try (var server = FaultyServer.start(Behavior.answer(200, ""));
                var client = connect(server)) {
            write(
                    client,
                    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nX-End: 1\r\n\r\n");

            ReceivedRequest request = server.awaitRequests(1).requests().get(0);
            assertThat(request.text()).isEqualTo("abcd");
            assertThat(request.trailers()).isEqualTo(List.of("X-End: 1"));
        }
    }

    @Test
    void eachConnectionGetsItsOwnBehaviourAndTheLastServesTheRest() throws Exception {
        try (var server = FaultyServer.start(Behavior.resetOnConnect(), Behavior.answer(200, ""))) {
            try (var first = connect(server)) {
                assertThatThrownBy(() -> first.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            for (int i = 0; i < 2; i++) {
                assertThat(exchange(server, GET)).startsWith("HTTP/1.1 200");
            }
            server.become(Behavior.answer(503, ""));
            assertThat(exchange(server, GET)).startsWith("HTTP/1.1 503");
        }
    }

    @Test
    void resetsAfterARequest() throws Exception {
        try (var server = FaultyServer.start(Behavior.resetAfterRequest());
                var client = connect(server)) {
            write(client, GET);

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void closesAfterSoManyRequests() throws Exception {
        try (var server = FaultyServer.start(Behavior.closeAfter(1));
                var client = connect(server)) {
            write(client, GET);
            read(client, Behavior.response(200, "ok").length());

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            server.awaitOpenConnections(0);
        }
    }

    @Test
    void endsOneDirectionOnly() throws Exception {
        try (var server = FaultyServer.start(Behavior.halfClose());
                var client = connect(server)) {
            write(client, GET);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(server.openConnections()).isOne();

            client.shutdownOutput();
            server.awaitOpenConnections(0);
            assertThat(server.connections().get(0).endedByPeer()).isTrue();
        }
    }

    @Test
    void hangsUntilThePeerGoes() throws Exception {
        try (var server = FaultyServer.start(Behavior.hang());
                var client = connect(server)) {
            write(client, GET);
            server.awaitRequests(1);
            client.setSoTimeout(50);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            client.close();
            server.awaitOpenConnections(0);
        }
    }

    @Test
    void answersBeforeTheBodyCame() throws Exception {
        try (var server = FaultyServer.start(Behavior.earlyResponse(413, "no"));
                var client = connect(server)) {
            write(client, POST.substring(0, POST.length() - 4));
            assertThat(read(client, Behavior.response(413, "no").length())).startsWith("HTTP/1.1 413");
            assertThat(server.requests()).isEmpty();

            write(client, "body");
            server.awaitRequests(1);
        }
    }

    @Test
    void saysContinueBeforeItReadsTheBody() throws Exception {
        try (var server = FaultyServer.start(Behavior.continueThenAnswer(200, "ok"));
                var client = connect(server)) {
            write(client, POST.substring(0, POST.length() - 4));
            assertThat(read(client, "HTTP/1.1 100 Continue\r\n\r\n".length())).startsWith("HTTP/1.1 100");
            write(client, "body");
            assertThat(read(client, Behavior.response(200, "ok").length())).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void writesByteByByteAndWhatIsNoHttp() throws Exception {
        try (var server = FaultyServer.start(
                Behavior.slow(Duration.ofMillis(1)),
                Behavior.trailers("abc", "x-end: 1"),
                Behavior.garbage(),
                Behavior.conflictingLengths(),
                Behavior.earlyHints(200, "ok"))) {
            assertThat(exchange(server, GET)).endsWith("slow");
            assertThat(exchange(server, GET)).endsWith("\r\n\r\n3\r\nabc\r\n0\r\nx-end: 1\r\n\r\n");
            assertThat(exchange(server, GET)).contains("this is no HTTP");
            assertThat(exchange(server, GET)).contains("content-length: 2\r\ncontent-length: 3");
            assertThat(exchange(server, GET)).startsWith("HTTP/1.1 103").contains("HTTP/1.1 200");
        }
    }

    @Test
    void demandsACertificate() throws Exception {
        TestCa ca = TestCa.create("mesh.test");
        TestCertificate caller = ca.workload("caller");
        try (var server = FaultyServer.startMutualTls(ca.workload("orders"), Behavior.answer(200, "tls"))) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    caller.keyManagers().getKeyManagers(),
                    caller.trustManagers().getTrustManagers(),
                    null);
            try (var client = context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
                write(client, GET);
                assertThat(read(client, Behavior.response(200, "tls").length())).endsWith("tls");
            }

            SSLContext anonymous = SSLContext.getInstance("TLS");
            anonymous.init(null, caller.trustManagers().getTrustManagers(), null);
            assertThatThrownBy(() -> {
                        try (var client = anonymous.getSocketFactory().createSocket("127.0.0.1", server.port())) {
                            write(client, GET);
                            client.getInputStream().read();
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        try (var server = FaultyServer.start(Behavior.hang());
                var client = connect(server)) {
            write(client, GET);
            server.awaitRequests(1);
        }

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("faulty-"));
    }

    private static Socket connect(FaultyServer server) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Everything that comes until the server has nothing more to say to a client that ended its own direction. */
    private static String exchange(FaultyServer server, String request) throws IOException {
        try (Socket client = connect(server)) {
            write(client, request);
            client.shutdownOutput();
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String read(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }
}
