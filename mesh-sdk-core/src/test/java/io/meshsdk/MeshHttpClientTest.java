package io.meshsdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Outbound.Reach;
import io.meshsdk.internal.http.Body;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mesh as the JDK's client, over a driver that plays its part. */
class MeshHttpClientTest {
    private final FakeDriver driver = new FakeDriver();
    private final HandTime time = new HandTime();
    private final MeshClient mesh =
            new MeshClient(driver, time, Runnable::run, UnaryOperator.identity(), new JdkClients());

    @Test
    void answersAsTheJdkDoes() throws Exception {
        driver.answers.add(FakeDriver.answer(200, "hello", "x-one", "1", "x-one", "2"));
        HttpRequest request = get("http://orders/42").header("X-Own", "a").build();
        HttpResponse<String> response = client().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.headers().allValues("X-One")).containsExactly("1", "2");
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(response.sslSession()).isEmpty();
        assertThat(response.request()).isSameAs(request);
        assertThat(driver.calls.get(0).head.headers().get("x-own")).isEqualTo("a");
    }

    @Test
    void aBodyGoesAsAPublisherWithItsLength() throws Exception {
        driver.answers.add(FakeDriver.answer(200, ""));
        client().send(post("http://orders", "four").build(), BodyHandlers.discarding());
        assertThat(driver.calls.get(0).body).isInstanceOf(Body.Streamed.class);
        assertThat(driver.calls.get(0).body.length()).isEqualTo(4);
        assertThat(driver.calls.get(0).head.headers().get("content-length")).isEqualTo("4");
    }

    @Test
    void demandOfTheSubscriberIsWhatIsRead() {
        CompletableFuture<HttpResponse<String>> future =
                client().sendAsync(get("http://orders").build(), BodyHandlers.ofString());
        FakeDriver.Call call = driver.calls.get(0);
        assertThat(call.requested).isZero();
        call.head(200);
        assertThat(call.requested).isEqualTo(Long.MAX_VALUE);
        call.end();
        assertThat(future).isCompleted();
    }

    @Test
    void aSubscriberThatAsksForOneChunkGetsOne() {
        List<String> read = new ArrayList<>();
        BySteps subscriber = new BySteps(read);
        client().sendAsync(get("http://orders").build(), BodyHandlers.fromSubscriber(subscriber));
        FakeDriver.Call call = driver.calls.get(0);
        call.head(200);
        assertThat(call.requested).isZero();

        subscriber.ask();
        assertThat(call.requested).isEqualTo(1);
        call.data("one");
        assertThat(read).containsExactly("one");
        assertThat(call.requested).isEqualTo(1);
    }

    @Test
    void aTimeoutIsHttpTimeoutException() {
        driver.answers.add(call -> {
            time.advance(Duration.ofSeconds(2));
            call.reply(LocalReply.of(504, ResponseFlag.DT, "caller_deadline", "late"));
        });
        HttpRequest request =
                get("http://orders").timeout(Duration.ofSeconds(2)).build();
        assertThatExceptionOfType(HttpTimeoutException.class)
                .isThrownBy(() -> client().send(request, BodyHandlers.ofString()));
    }

    @Test
    void eachRequestThatARedirectLeadsToHasTheWholeTimeout() throws Exception {
        driver.answers.add(call -> {
            time.advance(Duration.ofSeconds(2));
            FakeDriver.answer(302, "", "location", "/other").accept(call);
        });
        driver.answers.add(call -> {
            time.advance(Duration.ofSeconds(2));
            call.reply(LocalReply.of(503, ResponseFlag.UH, "no_healthy_upstream", ""));
        });
        HttpRequest request =
                get("http://orders").timeout(Duration.ofSeconds(3)).build();
        assertThat(client(Redirect.NORMAL)
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void theRoutesTimeoutIsAResponseAsBehindEnvoy() throws Exception {
        driver.answers.add(call -> call.reply(LocalReply.of(504, ResponseFlag.UT, "response_timeout", "late")));
        HttpRequest request =
                get("http://orders").timeout(Duration.ofSeconds(2)).build();
        assertThat(client().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(504);
    }

    @Test
    void aResponseThatBreaksOffIsAnIoException() {
        driver.answers.add(call -> {
            call.head(200);
            call.breaks(new Outcome.Truncated(200, ResponseFlags.of(ResponseFlag.UC), "closed"));
        });
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client().send(get("http://orders").build(), BodyHandlers.ofString()))
                .withMessageContaining("UC");
    }

    @Test
    void cancellingCancelsTheAttemptsBeforeAndAfterTheHead() {
        HttpClient client = client();
        client.sendAsync(get("http://orders").build(), BodyHandlers.ofString()).cancel(true);
        assertThat(driver.calls.get(0).cancelled).isNotNull();

        CompletableFuture<HttpResponse<String>> reading =
                client.sendAsync(get("http://orders").build(), BodyHandlers.ofString());
        driver.calls.get(1).head(200);
        reading.cancel(true);
        assertThat(driver.calls.get(1).cancelled).isNotNull();
    }

    @Test
    void anInterruptCancelsTheAttempts() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> client().send(get("http://orders").build(), BodyHandlers.ofString()));
        assertThat(driver.calls.get(0).cancelled).isNotNull();
    }

    @Test
    void httpsToAHostOfTheMeshIsRefusedWithTheWayOut() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client().send(get("https://orders").build(), BodyHandlers.ofString()))
                .withMessageContaining("write http:// for https://");
        assertThat(driver.calls).isEmpty();
    }

    @Test
    void httpsToAHostOfTheMeshGoesThroughItWhereSaid() throws Exception {
        driver.answers.add(FakeDriver.answer(200, "hello"));
        HttpClient client =
                new MeshHttpClientBuilder(mesh, Runnable::run, new JdkClients(), MeshBuilder.HttpsUris.AS_HTTP).build();
        HttpResponse<String> response =
                client.send(get("HTTPS://orders:8443/42?q=%20").build(), BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.uri()).isEqualTo(URI.create("HTTPS://orders:8443/42?q=%20"));
        assertThat(driver.calls.get(0).head.scheme()).isEqualTo("http");
        assertThat(driver.calls.get(0).head.authority()).isEqualTo("orders:8443");
        assertThat(driver.calls.get(0).head.path()).isEqualTo("/42?q=%20");
    }

    @Test
    void theWayPastTheMeshIsMadeWhenItIsNeeded() throws Exception {
        AtomicInteger made = new AtomicInteger();
        HttpClient client = new MeshHttpClient(mesh, Runnable::run, settings(client()), holder -> {
            made.incrementAndGet();
            throw new IllegalStateException("no way past");
        });
        driver.answers.add(FakeDriver.answer(200, "hello"));
        client.send(get("http://orders").build(), BodyHandlers.discarding());
        assertThat(made).hasValue(0);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> client.send(get("http://elsewhere").build(), BodyHandlers.discarding()));
        assertThat(made).hasValue(1);
    }

    @Test
    void whatFailsPastTheMeshIsOfTheKindThatTheJdkHasForIt() throws Exception {
        driver.reach = new Reach.Unknown(false, "not in the mesh");
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        HttpRequest nobody = get("http://127.0.0.1:" + closed).build();
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> client().send(nobody, BodyHandlers.discarding()))
                .withStackTraceContaining("whatFailsPastTheMesh");
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpRequest late = get("http://127.0.0.1:" + silent.getLocalPort())
                    .timeout(Duration.ofMillis(50))
                    .build();
            assertThatExceptionOfType(HttpTimeoutException.class)
                    .isThrownBy(() -> client().send(late, BodyHandlers.discarding()));
        }
    }

    @Test
    void theClientTellsWhatWasSaidOfIt() {
        ProxySelector proxy = ProxySelector.of(null);
        Authenticator authenticator = new Authenticator() {};
        Executor executor = Runnable::run;
        HttpClient client = new MeshHttpClientBuilder(
                        mesh, Runnable::run, new JdkClients(), MeshBuilder.HttpsUris.REFUSE)
                .proxy(proxy)
                .authenticator(authenticator)
                .executor(executor)
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(Duration.ofSeconds(1))
                .followRedirects(Redirect.ALWAYS)
                .build();
        assertThat(client.proxy()).containsSame(proxy);
        assertThat(client.authenticator()).containsSame(authenticator);
        assertThat(client.executor()).containsSame(executor);
        assertThat(client.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(client.connectTimeout()).contains(Duration.ofSeconds(1));
        assertThat(client.followRedirects()).isEqualTo(Redirect.ALWAYS);
        assertThat(client.sslContext()).isNotNull();
        assertThat(client.sslParameters()).isNotNull();

        assertThat(client().followRedirects()).isEqualTo(Redirect.NEVER);
        assertThat(client().proxy()).isEmpty();
        assertThat(client().cookieHandler()).isEmpty();
    }

    @Test
    void aRequestOrAHandlerMustBeGiven() {
        assertThatNullPointerException()
                .isThrownBy(() -> client().sendAsync(get("http://orders").build(), null));
        assertThatNullPointerException().isThrownBy(() -> client().sendAsync(null, BodyHandlers.discarding()));
    }

    @Test
    void unknownHostsThatAreRefusedReachNoOtherClient() throws Exception {
        driver.reach = new Reach.Unknown(true, "registry only");
        driver.answers.add(call -> call.reply(LocalReply.of(502, ResponseFlag.NR, "route_not_found", "")));
        assertThat(client().send(get("http://orders").build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(502);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client().send(get("https://orders").build(), BodyHandlers.ofString()))
                .withMessageContaining("registry only");
    }

    @Test
    void redirectsAreFollowedAboveTheMesh() throws Exception {
        driver.answers.add(FakeDriver.answer(302, "moved", "location", "/other"));
        driver.answers.add(FakeDriver.answer(200, "there"));
        HttpResponse<String> response = client(Redirect.NORMAL)
                .send(
                        post("http://orders/one", "x")
                                .header("content-type", "a/b")
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("there");
        assertThat(response.uri()).isEqualTo(URI.create("http://orders/other"));
        assertThat(response.previousResponse().map(HttpResponse::statusCode)).contains(302);
        assertThat(driver.calls.get(1).head.method()).isEqualTo("GET");
        assertThat(driver.calls.get(1).head.headers().size()).isZero();
    }

    @Test
    void redirectsAreNotFollowedUnlessAsked() throws Exception {
        driver.answers.add(FakeDriver.answer(302, "moved", "location", "/other"));
        assertThat(client().send(get("http://orders").build(), BodyHandlers.ofString())
                        .body())
                .isEqualTo("moved");
    }

    @Test
    void aLoopOfRedirectsEnds() throws Exception {
        for (int i = 0; i < 10; i++) {
            driver.answers.add(FakeDriver.answer(307, "", "location", "/again"));
        }
        HttpResponse<Void> last =
                client(Redirect.ALWAYS).send(get("http://orders/").build(), BodyHandlers.discarding());
        assertThat(last.statusCode()).isEqualTo(307);
        assertThat(driver.calls).hasSize(6);
    }

    @Test
    void secretsAreNotToldToAnotherHost() throws Exception {
        driver.answers.add(FakeDriver.answer(307, "", "location", "http://billing/"));
        driver.answers.add(FakeDriver.answer(200, ""));
        client(Redirect.NORMAL)
                .send(
                        get("http://orders/")
                                .header("Authorization", "Bearer x")
                                .header("X-Own", "1")
                                .build(),
                        BodyHandlers.discarding());
        assertThat(driver.calls.get(1).head.headers().contains("authorization")).isFalse();
        assertThat(driver.calls.get(1).head.headers().contains("x-own")).isTrue();
    }

    @ParameterizedTest(name = "{0} {1} after {2} from {3} to {4}: {5}")
    @CsvSource({
        "NORMAL, POST, 301, http://a, http://b/, GET",
        "NORMAL, PUT, 302, http://a, http://b/, PUT",
        "NORMAL, PUT, 303, http://a, http://b/, GET",
        "NORMAL, HEAD, 303, http://a, http://b/, HEAD",
        "NORMAL, POST, 308, http://a, http://b/, POST",
        "NORMAL, GET, 302, https://a, http://b/, none",
        "ALWAYS, GET, 302, https://a, http://b/, GET",
        "NORMAL, GET, 302, http://a, https://b/, GET",
        "NORMAL, GET, 302, http://a, ftp://b/, none",
        "NORMAL, GET, 304, http://a, http://b/, none",
        "NEVER, GET, 302, http://a, http://b/, none",
        "ALWAYS, GET, 302, http://a, http://[, none",
    })
    void redirectsByTheRulesOfTheJdk(
            Redirect policy, String method, int status, String from, String to, String expected) {
        HttpRequest sent = HttpRequest.newBuilder(URI.create(from))
                .method(method, BodyPublishers.noBody())
                .build();
        assertThat(Redirects.next(
                                policy,
                                sent,
                                status,
                                java.net.http.HttpHeaders.of(
                                        java.util.Map.of("location", java.util.List.of(to)), (name, value) -> true))
                        .map(HttpRequest::method)
                        .orElse("none"))
                .isEqualTo(expected);
    }

    @Test
    void cookiesAreKeptAndSent() throws Exception {
        HttpClient client = new MeshHttpClientBuilder(
                        mesh, Runnable::run, new JdkClients(), MeshBuilder.HttpsUris.REFUSE)
                .cookieHandler(new CookieManager())
                .build();
        driver.answers.add(FakeDriver.answer(200, "", "set-cookie", "session=7; Path=/"));
        driver.answers.add(FakeDriver.answer(200, ""));
        client.send(get("http://orders.local/").build(), BodyHandlers.discarding());
        client.send(get("http://orders.local/").build(), BodyHandlers.discarding());
        assertThat(driver.calls.get(1).head.headers().get("cookie")).contains("session=7");
    }

    @Test
    void pushAndWebSocketsAreRefusedByName() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> client().newWebSocketBuilder())
                .withMessageContaining("WebSocket");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> client().sendAsync(
                                get("http://orders").build(),
                                BodyHandlers.ofString(),
                                (initial, promised, acceptor) -> {}))
                .withMessageContaining("push");
    }

    @Test
    void shuttingDownLetsCallsEndAndTakesNoMore() throws Exception {
        MeshHttpClient client = (MeshHttpClient) client();
        CompletableFuture<HttpResponse<String>> running =
                client.sendAsync(get("http://orders").build(), BodyHandlers.ofString());
        client.shutdown();
        assertThat(client.isTerminated()).isFalse();
        assertThat(client.awaitTermination(Duration.ZERO)).isFalse();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client.send(get("http://orders").build(), BodyHandlers.ofString()))
                .withMessageContaining("shut down");
        driver.calls.get(0).head(200);
        driver.calls.get(0).end();
        assertThat(running).isCompleted();
        assertThat(client.isTerminated()).isTrue();
        client.close();
    }

    @Test
    void aSubscriberThatThrowsFailsItsCall() {
        driver.answers.add(FakeDriver.answer(200, "hello"));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> client().send(
                                get("http://orders").build(),
                                info -> HttpResponse.BodySubscribers.ofByteArrayConsumer(bytes -> {
                                    throw new IllegalStateException("no room");
                                })))
                .withMessage("no room");
        assertThat(driver.calls.get(0).cancelled).isNotNull();
    }

    @Test
    void shuttingDownNowCancelsWhatRuns() {
        MeshHttpClient client = (MeshHttpClient) client();
        CompletableFuture<HttpResponse<String>> running =
                client.sendAsync(get("http://orders").build(), BodyHandlers.ofString());
        client.shutdownNow();
        assertThat(running).isCancelled();
        assertThat(driver.calls.get(0).cancelled).isNotNull();
        assertThat(client.isTerminated()).isTrue();
    }

    @Test
    void aBodyThatIsReadAsItComesBelongsToItsCallUntilItHasBeen() throws Exception {
        MeshHttpClient client = (MeshHttpClient) client();
        driver.answers.add(call -> call.head(200));
        InputStream body = client.send(get("http://orders").build(), BodyHandlers.ofInputStream())
                .body();
        client.shutdown();
        assertThat(client.isTerminated()).isFalse();

        driver.calls.get(0).data("whole");
        driver.calls.get(0).end();
        assertThat(body.readAllBytes()).asString(US_ASCII).isEqualTo("whole");
        assertThat(client.isTerminated()).isTrue();
        assertThat(driver.calls.get(0).cancelled).isNull();
    }

    @Test
    void aBodyThatIsNotReadToItsEndBelongsToItsCallUntilItIsClosed() throws Exception {
        MeshHttpClient client = (MeshHttpClient) client();
        driver.answers.add(call -> call.head(200));
        InputStream body = client.send(get("http://orders").build(), BodyHandlers.ofInputStream())
                .body();
        client.shutdown();

        body.close();
        assertThat(client.isTerminated()).isTrue();
        assertThat(driver.calls.get(0).cancelled).isNotNull();
    }

    @Test
    void shuttingDownNowBreaksOffABodyThatIsStillRead() throws Exception {
        MeshHttpClient client = (MeshHttpClient) client();
        driver.answers.add(call -> call.head(200));
        InputStream body = client.send(get("http://orders").build(), BodyHandlers.ofInputStream())
                .body();

        client.shutdownNow();
        assertThatIOException().isThrownBy(body::readAllBytes).withStackTraceContaining("its client was shut down");
        assertThat(driver.calls.get(0).cancelled).isNotNull();
        assertThat(client.isTerminated()).isTrue();
    }

    /** From JDK 21 on these are the JDK's own methods, which a caller reaches through its type. */
    @Test
    void theLifecycleIsReachedThroughTheTypeOfTheJdkWhereItHasOne() throws Exception {
        HttpClient client = client();
        if (client instanceof AutoCloseable closeable) {
            closeable.close();
            assertThat(HttpClient.class.getMethod("isTerminated").invoke(client))
                    .isEqualTo(true);
        }
        assertThat(((MeshHttpClient) client).isTerminated()).isEqualTo(client instanceof AutoCloseable);
    }

    private static MeshHttpClient.Settings settings(HttpClient client) {
        return ((MeshHttpClient) client).settings();
    }

    /** Asks for one chunk at a time, when told to. */
    private static final class BySteps implements Flow.Subscriber<List<ByteBuffer>> {
        private final List<String> read;
        private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

        private BySteps(List<String> read) {
            this.read = read;
        }

        void ask() {
            subscription.join().request(1);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            buffers.forEach(buffer -> read.add(US_ASCII.decode(buffer).toString()));
        }

        @Override
        public void onError(Throwable failure) {
            read.add(failure.toString());
        }

        @Override
        public void onComplete() {
            read.add("end");
        }
    }

    private HttpClient client() {
        return client(Redirect.NEVER);
    }

    private HttpClient client(Redirect redirects) {
        return new MeshHttpClientBuilder(mesh, Runnable::run, new JdkClients(), MeshBuilder.HttpsUris.REFUSE)
                .followRedirects(redirects)
                .build();
    }

    private static HttpRequest.Builder get(String uri) {
        return HttpRequest.newBuilder(URI.create(uri));
    }

    private static HttpRequest.Builder post(String uri, String body) {
        return get(uri).POST(BodyPublishers.ofString(body));
    }
}
