package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Locality;
import io.meshsdk.call.Metadata;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.test.FakeTime;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ConnectionPermits;
import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final TestCertificate CLIENT = CA.workload("ns/shop/sa/caller");
    private static final TestCertificate SERVER = CA.workload("ns/shop/sa/orders");

    private interface Script {
        void run(Socket socket) throws Exception;
    }

    private volatile ConnectionPolicy policy = new ConnectionPolicy(Duration.ofSeconds(10), HttpProtocolOptions.HTTP1);
    private final NettyTransport transport = NettyTransport.start(1, new FakeTime(), new OnePolicy());
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        transport.shutdown(Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "OPENSSL, orders.shop.svc",
        "OPENSSL, orders",
        "JDK, orders.shop.svc",
        "JDK, orders",
        "OPENSSL, ''",
        "JDK, ''"
    })
    void theServerLearnsTheNameAndTheClientLearnsThePeer(SslProvider provider, String name) throws Exception {
        try (ServerSocket server = serve(tls(SERVER, socket -> {
            ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
            seen.add(session.getRequestedServerNames().stream()
                    .map(SNIServerName::getEncoded)
                    .map(bytes -> new String(bytes, ISO_8859_1))
                    .toList()
                    .toString());
            answer(socket);
        }))) {
            Answer answer = send(server, PlainNettyTls.with(CLIENT, provider, name, ""));

            assertThat(answer.status.get(10, TimeUnit.SECONDS)).isEqualTo(204);
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(name.isEmpty() ? "[]" : "[" + name + "]");
            assertThat(answer.peer.join()).isInstanceOf(Peer.Certified.class);
        }
    }

    /** JSSE takes no such name as a server, so the bytes of the ClientHello are looked at. */
    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void namesWithUnderscoresAreSentAsMeshesUseThem(SslProvider provider) throws Exception {
        String name = "outbound_.80_._.orders.shop.svc.cluster.local";
        try (ServerSocket server = serve(socket -> {
            byte[] hello = new byte[16 << 10];
            int length = socket.getInputStream().read(hello);
            seen.add(new String(hello, 0, length, ISO_8859_1));
        })) {
            failure(server, PlainNettyTls.with(CLIENT, provider, name, ""));
            assertThat(seen.poll(10, TimeUnit.SECONDS)).contains(name);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aServerThatNobodyVouchesForGetsNoRequest(SslProvider provider) throws Exception {
        TestCertificate stranger = TestCa.create("other.test").workload("ns/shop/sa/orders");
        try (ServerSocket server = serve(tls(stranger, socket -> seen.add(readAll(socket))))) {
            Outcome outcome = failure(server, PlainNettyTls.with(CLIENT, provider, "orders", ""));

            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details()).contains("TLS: ");
            assertThat(seen).noneMatch(bytes -> bytes.contains("GET"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aPeerThatIsNotTheExpectedOneGetsNoRequest(SslProvider provider) throws Exception {
        try (ServerSocket server = serve(tls(SERVER, socket -> seen.add("read: " + readAll(socket))))) {
            Outcome outcome =
                    failure(server, PlainNettyTls.with(CLIENT, provider, "orders", "not spiffe://mesh.test/other"));

            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details()).contains("TLS: not spiffe://mesh.test/other");
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("read: ");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aServerWithoutTlsIsAConnectFailure(SslProvider provider) throws Exception {
        try (ServerSocket server = serve(socket -> {
            socket.getInputStream().read();
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            readAll(socket);
        })) {
            Outcome outcome = failure(server, PlainNettyTls.with(CLIENT, provider, "orders", ""));
            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details()).contains("TLS");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aServerThatClosesInsteadOfShakingHandsIsAConnectFailure(SslProvider provider) throws Exception {
        try (ServerSocket server = serve(socket -> socket.getInputStream().read())) {
            assertThat(failure(server, PlainNettyTls.with(CLIENT, provider, "orders", "")))
                    .isInstanceOf(Outcome.ConnectFailed.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void theConnectTimeoutCoversTheHandshake(SslProvider provider) throws Exception {
        policy = new ConnectionPolicy(Duration.ofMillis(50), HttpProtocolOptions.HTTP1);
        try (ServerSocket server = serve(TlsTest::readAll)) {
            Outcome outcome = failure(server, PlainNettyTls.with(CLIENT, provider, "orders", ""));
            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details()).contains("connection_timeout").contains("50 ms");
        }
    }

    /** In TLS 1.3 a client hears that its certificate is not wanted only after its handshake is over. */
    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aServerThatDoesNotTrustTheClientIsNamedAsTheCause(SslProvider provider) throws Exception {
        TestCa other = TestCa.create("other.test");
        TestCertificate stranger = other.workload("ns/shop/sa/caller");
        try (ServerSocket server = serve(tls(SERVER, TlsTest::answer))) {
            ClientSecurity.Tls security = trusting(stranger, provider);
            Outcome outcome = failure(server, security);
            assertThat(outcome).isInstanceOfAny(Outcome.Disconnected.class, Outcome.ConnectFailed.class);
            assertThat(outcome.details()).containsIgnoringCase("certificate");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aBodyThatEndsWithTheConnectionMustEndWithACloseNotify(SslProvider provider) throws Exception {
        try (ServerSocket server = serve(tls(SERVER, socket -> {
            head(socket);
            write(socket, "HTTP/1.1 200 OK\r\n\r\nhello");
            socket.close();
        }))) {
            Answer answer = send(server, PlainNettyTls.with(CLIENT, provider, "orders", ""));
            answer.end.get(10, TimeUnit.SECONDS);
            assertThat(answer.body).hasToString("hello");
        }
        try (ServerSocket server = serve(raw -> {
            SSLSocket socket = wrap(SERVER, raw);
            head(socket);
            write(socket, "HTTP/1.1 200 OK\r\n\r\nhello");
            // Cut off below TLS.
            raw.close();
        })) {
            assertThat(failure(server, PlainNettyTls.with(CLIENT, provider, "orders", "")))
                    .isInstanceOf(Outcome.Truncated.class);
        }
    }

    // ---- the client ----

    private Outcome failure(ServerSocket server, ClientSecurity security) throws Exception {
        return send(server, security).failure.get(10, TimeUnit.SECONDS);
    }

    private Answer send(ServerSocket server, ClientSecurity security) {
        Answer answer = new Answer();
        var loop = transport.loops().get(0);
        loop.execute(() -> transport
                .open(
                        loop,
                        new At(new Address.Socket("127.0.0.1", server.getLocalPort())),
                        security,
                        RoutingPriority.DEFAULT,
                        new RequestHead("GET", "http", "orders", "/", Headers.EMPTY),
                        RequestEnd.WITH_HEAD,
                        answer)
                .request(Long.MAX_VALUE));
        return answer;
    }

    /** Shows one certificate and trusts the CA of the servers. */
    private static ClientSecurity.Tls trusting(TestCertificate shown, SslProvider provider) throws Exception {
        var context = io.netty.handler.ssl.SslContextBuilder.forClient()
                .sslProvider(provider)
                .keyManager(shown.keyManagers())
                .trustManager(SERVER.trustManagers())
                .endpointIdentificationAlgorithm("")
                .build();
        return new PlainNettyTls(context, "orders", "");
    }

    private static final class Answer implements ExchangeListener {
        final CompletableFuture<Peer> peer = new CompletableFuture<>();
        final CompletableFuture<Integer> status = new CompletableFuture<>();
        final CompletableFuture<Headers> end = new CompletableFuture<>();
        final CompletableFuture<Outcome> failure = new CompletableFuture<>();
        final StringBuilder body = new StringBuilder();

        @Override
        public void connected(Peer answering) {
            peer.complete(answering);
        }

        @Override
        public void writable() {}

        @Override
        public void head(ResponseHead head) {
            status.complete(head.status());
        }

        @Override
        public void data(ByteBuf chunk) {
            body.append(chunk.toString(ISO_8859_1));
        }

        @Override
        public void end(Headers trailers) {
            end.complete(trailers);
            failure.completeExceptionally(new AssertionError("answered"));
        }

        @Override
        public void failed(Outcome outcome) {
            failure.complete(outcome);
            status.completeExceptionally(new AssertionError(outcome.toString()));
            end.completeExceptionally(new AssertionError(outcome.toString()));
        }
    }

    private record At(Address address) implements Endpoint {
        @Override
        public String cluster() {
            return "orders";
        }

        @Override
        public String hostname() {
            return "";
        }

        @Override
        public Locality locality() {
            return Locality.NONE;
        }

        @Override
        public Metadata metadata() {
            return Metadata.EMPTY;
        }

        @Override
        public boolean removed() {
            return false;
        }
    }

    private final class OnePolicy implements ConnectionPolicies, ConnectionPermits {
        @Override
        public ConnectionPermits permits(Endpoint endpoint, RoutingPriority priority) {
            return this;
        }

        @Override
        public ConnectionPolicy policy(Endpoint endpoint) {
            return policy;
        }

        @Override
        public boolean tryAcquireConnection() {
            return true;
        }

        @Override
        public void acquireConnection() {}

        @Override
        public void releaseConnection() {}

        @Override
        public boolean tryAcquirePending() {
            return true;
        }

        @Override
        public void releasePending() {}
    }

    // ---- the server ----

    private static ServerSocket serve(Script script) throws IOException {
        ServerSocket listening = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(
                () -> {
                    while (!listening.isClosed()) {
                        try (Socket socket = listening.accept()) {
                            socket.setSoTimeout(10_000);
                            script.run(socket);
                        } catch (Exception clientIsGone) {
                            // As many of these tests want it.
                        }
                    }
                },
                "tls-server");
        thread.setDaemon(true);
        thread.start();
        return listening;
    }

    private interface TlsScript {
        void run(SSLSocket socket) throws Exception;
    }

    private static Script tls(TestCertificate certificate, TlsScript script) {
        return raw -> {
            try (SSLSocket socket = wrap(certificate, raw)) {
                script.run(socket);
            }
        };
    }

    private static SSLSocket wrap(TestCertificate certificate, Socket raw) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                certificate.keyManagers().getKeyManagers(),
                SERVER.trustManagers().getTrustManagers(),
                null);
        SSLSocketFactory factory = context.getSocketFactory();
        SSLSocket socket = (SSLSocket) factory.createSocket(raw, null, raw.getPort(), true);
        socket.setUseClientMode(false);
        socket.setNeedClientAuth(true);
        socket.startHandshake();
        return socket;
    }

    private static void answer(Socket socket) throws IOException {
        head(socket);
        write(socket, "HTTP/1.1 204 No\r\n\r\n");
        readAll(socket);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (text.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                break;
            }
            text.append((char) c);
        }
        return text.toString();
    }

    private static String readAll(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (int c = socket.getInputStream().read();
                    c >= 0;
                    c = socket.getInputStream().read()) {
                text.append((char) c);
            }
        } catch (IOException broken) {
            // What came before counts.
        }
        return text.toString();
    }
}
