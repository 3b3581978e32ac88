package io.meshsdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.meshsdk.call.Peer;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.model.RetryPolicy;
import io.meshsdk.model.RetryPolicy.RetryOn;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients over the real engine, driver and transport, to servers on this machine. */
@Timeout(60)
class CallsOverLoopbackTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger hits = new AtomicInteger();
    private final Set<Integer> portsHit = ConcurrentHashMap.newKeySet();
    private HttpServer one;
    private HttpServer two;

    @BeforeEach
    void serve() throws Exception {
        one = server();
        two = server();
    }

    @AfterEach
    void stop() {
        one.stop(0);
        two.stop(0);
        threads.shutdownNow();
    }

    @Test
    void callsGoToAllEndpointsAndTheirConnectionsAreKept() throws Exception {
        try (LoopbackMesh mesh = mesh(RetryPolicy.NONE)) {
            for (int i = 0; i < 10; i++) {
                Response response = mesh.client().sendBlocking(Request.get("http://orders/hello"));
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.bodyText()).isEqualTo("GET /hello ");
            }
            assertThat(portsHit).hasSize(2);
            assertThat(mesh.transport.openConnections()).isEqualTo(2);
            assertThat(mesh.calls.open()).isZero();
        }
    }

    @Test
    void theInfoNamesRouteClusterAndEndpoint() throws Exception {
        try (LoopbackMesh mesh = mesh(RetryPolicy.NONE)) {
            CallInfo info =
                    mesh.client().sendBlocking(Request.get("http://orders/")).info();
            assertThat(info.route()).isEqualTo("all");
            assertThat(info.cluster()).isEqualTo("orders");
            assertThat(info.endpoint())
                    .hasValueSatisfying(endpoint -> assertThat(
                                    endpoint.address().toString())
                            .contains(Integer.toString(portsHit.iterator().next())));
            assertThat(info.peer()).isEqualTo(Peer.PLAINTEXT);
            assertThat(info.attempts()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatNoRetryWasLeftForSaysSo() throws Exception {
        RetryPolicy retry = RetryPolicy.on(Set.of(RetryOn.SERVER_ERROR), 1);
        one.createContext("/ill", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        try (LoopbackMesh mesh =
                new LoopbackMesh(MINUTE, retry, one.getAddress().getPort())) {
            CallInfo info =
                    mesh.client().sendBlocking(Request.get("http://orders/ill")).info();
            assertThat(info.flags()).hasToString("URX");
            assertThat(info.details()).isEqualTo("via_upstream");
            assertThat(info.attempts()).isEqualTo(2);
        }
    }

    @Test
    void aRefusedConnectionIsRetriedElsewhereAndItsBodySentAgain() throws Exception {
        int dead = closedPort();
        RetryPolicy retry = RetryPolicy.on(Set.of(RetryOn.CONNECT_FAILURE), 3);
        try (LoopbackMesh mesh =
                new LoopbackMesh(MINUTE, retry, dead, one.getAddress().getPort())) {
            Set<Integer> attempts = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                Response response = mesh.client()
                        .sendBlocking(
                                Request.post("http://orders/").body("again").build());
                assertThat(response.bodyText()).isEqualTo("POST / again");
                attempts.add(response.info().attempts());
            }
            assertThat(attempts).contains(1).hasSizeGreaterThan(1);
        }
    }

    @Test
    void aPublisherOfTheJdkIsReadOnceAndSentAgainFromWhatWasKept() throws Exception {
        int dead = closedPort();
        RetryPolicy retry = RetryPolicy.on(Set.of(RetryOn.CONNECT_FAILURE, RetryOn.SERVER_ERROR), 3);
        AtomicInteger failures = new AtomicInteger();
        one.createContext("/flaky", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            byte[] answer = body.getBytes(UTF_8);
            boolean fails = failures.getAndIncrement() == 0;
            exchange.sendResponseHeaders(fails ? 500 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        AtomicInteger subscriptions = new AtomicInteger();
        HttpRequest.BodyPublisher text = BodyPublishers.ofString("again");
        HttpRequest.BodyPublisher counted = BodyPublishers.fromPublisher(
                subscriber -> {
                    subscriptions.incrementAndGet();
                    text.subscribe(subscriber);
                },
                text.contentLength());
        try (LoopbackMesh mesh =
                new LoopbackMesh(MINUTE, retry, dead, one.getAddress().getPort())) {
            HttpResponse<String> response = httpClient(mesh)
                    .send(
                            HttpRequest.newBuilder(URI.create("http://orders/flaky"))
                                    .POST(counted)
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("again");
        }
        assertThat(failures).hasValueGreaterThan(1);
        assertThat(subscriptions).hasValue(1);
    }

    @Test
    void withoutRetriesTheCallerSeesEnvoysReply() throws Exception {
        try (LoopbackMesh mesh = new LoopbackMesh(MINUTE, RetryPolicy.NONE, closedPort())) {
            Response response = mesh.client().sendBlocking(Request.get("http://orders/"));
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.info().flags().contains(ResponseFlag.UF)).isTrue();
        }
    }

    @Test
    void aServerThatNeverAnswersDoesNotHoldACallBeyondItsTimes() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LoopbackMesh route = new LoopbackMesh(Duration.ofMillis(100), RetryPolicy.NONE, silent.getLocalPort());
                LoopbackMesh caller = new LoopbackMesh(Duration.ZERO, RetryPolicy.NONE, silent.getLocalPort())) {
            Response byRoute = route.client().sendBlocking(Request.get("http://orders/"));
            assertThat(byRoute.status()).isEqualTo(504);
            assertThat(byRoute.info().flags().contains(ResponseFlag.UT)).isTrue();

            Response byCaller = caller.client()
                    .sendBlocking(Request.builder("GET", URI.create("http://orders/"))
                            .timeout(Duration.ofMillis(100))
                            .build());
            assertThat(byCaller.status()).isEqualTo(504);
            assertThat(byCaller.info().flags().contains(ResponseFlag.DT)).isTrue();

            HttpRequest timed = HttpRequest.newBuilder(URI.create("http://orders/"))
                    .timeout(Duration.ofMillis(100))
                    .build();
            assertThatExceptionOfType(HttpTimeoutException.class)
                    .isThrownBy(() -> httpClient(caller).send(timed, BodyHandlers.ofString()));
            assertThat(caller.calls.open()).isZero();
        }
    }

    @Test
    void largeBodiesStreamBothWaysThroughTheClientOfTheJdk() throws Exception {
        byte[] large = new byte[5_000_000];
        Arrays.fill(large, (byte) 'x');
        try (LoopbackMesh mesh = mesh(RetryPolicy.NONE)) {
            HttpResponse<byte[]> response = httpClient(mesh)
                    .send(
                            HttpRequest.newBuilder(URI.create("http://orders/"))
                                    .POST(BodyPublishers.ofByteArray(large))
                                    .build(),
                            BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).hasSize("POST / ".length() + large.length);
            assertThat(hits).hasValue(1);
        }
    }

    @Test
    void aBlockingWriterAndReaderAreHeldToEachOther() throws Exception {
        try (LoopbackMesh mesh = mesh(RetryPolicy.NONE)) {
            BodyPipe pipe = new BodyPipe();
            Request request = Request.post("http://orders/").body(pipe, -1).build();
            var response = mesh.client().stream(request).toCompletableFuture();
            byte[] block = new byte[100_000];
            for (int i = 0; i < 20; i++) {
                pipe.write(block);
            }
            pipe.close();
            try (StreamedResponse streamed = response.get();
                    InputStream body = streamed.bodyAsInputStream()) {
                assertThat(body.readAllBytes()).hasSize("POST / ".length() + 20 * block.length);
            }
        }
    }

    @Test
    void callsPastTheMeshGoByAClientOfTheJdk() throws Exception {
        try (LoopbackMesh mesh = mesh(RetryPolicy.NONE)) {
            URI past = URI.create("http://127.0.0.1:" + one.getAddress().getPort() + "/past");
            HttpResponse<String> response =
                    httpClient(mesh).send(HttpRequest.newBuilder(past).build(), BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("GET /past ");
            assertThat(mesh.client()
                            .passingBy()
                            .sendBlocking(Request.get(past.toString()))
                            .bodyText())
                    .isEqualTo("GET /past ");
            assertThat(mesh.transport.openConnections()).isZero();
        }
    }

    @Test
    void closingEndsACallThatRuns() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            LoopbackMesh mesh = new LoopbackMesh(Duration.ZERO, RetryPolicy.NONE, silent.getLocalPort());
            var running = mesh.client().send(Request.get("http://orders/")).toCompletableFuture();
            silent.accept().close();
            mesh.close();
            // Answered with 503 where the connection's end was seen first.
            assertThat(running.handle((response, failure) -> response == null || response.status() == 503)
                            .get())
                    .isTrue();
            assertThatExceptionOfType(MeshCallException.class)
                    .isThrownBy(() -> mesh.client().sendBlocking(Request.get("http://orders/")))
                    .withMessageContaining("mesh_closed");
        }
    }

    private LoopbackMesh mesh(RetryPolicy retry) {
        return new LoopbackMesh(
                MINUTE, retry, one.getAddress().getPort(), two.getAddress().getPort());
    }

    private HttpClient httpClient(LoopbackMesh mesh) {
        return new MeshHttpClientBuilder(mesh.client(), threads, new JdkClients(), MeshBuilder.HttpsUris.REFUSE)
                .build();
    }

    /** Answers with method, path and body. */
    private HttpServer server() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            hits.incrementAndGet();
            portsHit.add(exchange.getLocalAddress().getPort());
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " ").getBytes(UTF_8));
                exchange.getRequestBody().transferTo(out);
            }
        });
        server.start();
        return server;
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
