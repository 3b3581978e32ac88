package io.meshsdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpServer;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.internal.http.Body;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a caller sees of a call, whatever carries it. */
class MeshClientTest {
    private static final Request GET = Request.get("http://orders/v1/orders/42?x=1");

    private final FakeDriver driver = new FakeDriver();
    private final HandTime time = new HandTime();
    private final MeshClient client =
            new MeshClient(driver, time, Runnable::run, UnaryOperator.identity(), new JdkClients());

    @Test
    void aResponseIsWholeWithItsTrailersAndInfo() throws Exception {
        driver.answers.add(FakeDriver.answer(200, "héllo", "content-type", "text/plain; charset=utf-8"));
        Response response = client.sendBlocking(GET);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.bodyText()).isEqualTo("héllo");
        assertThat(response.trailers().get("grpc-status")).isEqualTo("0");
        assertThat(response.info()).hasToString("flags -, via_upstream, attempts 1");
        assertThat(driver.calls.get(0).head.path()).isEqualTo("/v1/orders/42?x=1");
        assertThat(driver.calls.get(0).head.authority()).isEqualTo("orders");
    }

    @Test
    void aCallThatFailedInTheMeshHasAResponseWithFlags() throws Exception {
        driver.answers.add(
                call -> call.reply(LocalReply.of(503, ResponseFlag.UH, "no_healthy_upstream", "no healthy upstream")));
        Response response = client.sendBlocking(GET);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.info().flags().contains(ResponseFlag.UH)).isTrue();
        assertThat(response.info().details()).isEqualTo("no_healthy_upstream");
    }

    @Test
    void aResponseThatBreaksOffIsAnException() {
        driver.answers.add(call -> {
            call.head(200);
            call.data("half");
            call.breaks(new Outcome.Truncated(200, ResponseFlags.of(ResponseFlag.UC), "closed"));
        });
        assertThatExceptionOfType(MeshCallException.class)
                .isThrownBy(() -> client.sendBlocking(GET))
                .withMessageContaining("GET orders")
                .satisfies(thrown -> assertThat(thrown.info().flags().contains(ResponseFlag.UC))
                        .isTrue());
    }

    @Test
    void whatIsNotMeshedIsNamed() {
        driver.answers.add(FakeDriver.Call::notMeshed);
        assertThatExceptionOfType(NotMeshedException.class)
                .isThrownBy(() -> client.sendBlocking(GET))
                .satisfies(thrown -> assertThat(thrown.authority()).isEqualTo("orders"));
    }

    @Test
    void whatIsNotMeshedPassesByWhereThatIsWanted() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(201, sent.length);
            exchange.getResponseBody().write(sent);
            exchange.close();
        });
        server.start();
        try {
            String uri = "http://localhost:" + server.getAddress().getPort() + "/past";
            driver.answers.add(FakeDriver.Call::notMeshed);
            driver.answers.add(FakeDriver.Call::notMeshed);
            Response whole = client.passingBy()
                    .sendBlocking(Request.post(uri).body("hello").build());
            assertThat(whole.status()).isEqualTo(201);
            assertThat(whole.bodyText()).isEqualTo("hello");
            assertThat(whole.info().attempts()).isZero();
            InputStream streamed = client.passingBy()
                    .streamBlocking(Request.post(uri).body("there").build())
                    .bodyAsInputStream();
            assertThat(streamed.readAllBytes()).isEqualTo("there".getBytes(UTF_8));
        } finally {
            server.stop(0);
        }
        driver.answers.add(FakeDriver.Call::notMeshed);
        assertThatExceptionOfType(MeshCallException.class)
                .isThrownBy(() -> client.passingBy()
                        .sendBlocking(Request.get(
                                "http://localhost:" + server.getAddress().getPort())))
                .withMessageContaining("ConnectException");
    }

    @Test
    void aWayPastThatCannotBeTakenFailsTheCall() {
        driver.answers.add(FakeDriver.Call::notMeshed);
        MeshClient shutDown = client.withCallbackExecutor(task -> {
            throw new RejectedExecutionException("shut down");
        });

        assertThatExceptionOfType(MeshCallException.class)
                .isThrownBy(() -> shutDown.passingBy().sendBlocking(Request.get("http://localhost:1/past")))
                .withMessageContaining("shut down");
    }

    @Test
    void aBodyBeyondTheLimitEndsTheCall() {
        driver.answers.add(call -> {
            call.head(200, "content-length", "99999999999999999999");
            call.data("12345");
        });
        assertThatExceptionOfType(MeshCallException.class)
                .isThrownBy(() -> client.withMaxBodyBytes(4).sendBlocking(GET))
                .withMessageContaining("response body over 4 bytes");
        assertThat(driver.calls.get(0).cancelled).isEqualTo("response body over 4 bytes");
    }

    @Test
    void cancellingTheFutureCancelsTheCall() {
        CompletableFuture<Response> future = client.send(GET).toCompletableFuture();
        future.cancel(true);
        assertThat(driver.calls.get(0).cancelled).isEqualTo("cancelled by its caller");
        assertThat(future).isCancelled();
    }

    @Test
    void aFutureThatSomebodyElseCompletesGivesTheCallUp() {
        CompletableFuture<Response> future = client.send(GET).toCompletableFuture();
        future.completeExceptionally(new IllegalStateException("too late"));
        assertThat(driver.calls.get(0).cancelled).isNotNull();
    }

    @Test
    void resultsCompleteOnTheCallbackExecutor() {
        List<Runnable> tasks = new ArrayList<>();
        driver.answers.add(FakeDriver.answer(200, ""));
        CompletableFuture<Response> future =
                client.withCallbackExecutor(tasks::add).send(GET).toCompletableFuture();
        assertThat(future).isNotDone();
        tasks.forEach(Runnable::run);
        assertThat(future).isCompletedWithValueMatching(response -> response.status() == 200);
    }

    @Test
    void anInterruptCancelsABlockedCall() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> client.sendBlocking(GET));
        assertThat(driver.calls.get(0).cancelled).isEqualTo("its caller was interrupted");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void blockingAnEventLoopIsRefused() {
        driver.onEventLoop = true;
        assertThatIllegalStateException().isThrownBy(() -> client.sendBlocking(GET));
        assertThat(driver.calls).isEmpty();
    }

    @Test
    void aTimeoutBecomesTheCallsDeadline() {
        time.advance(Duration.ofSeconds(7));
        client.send(Request.builder("GET", URI.create("http://orders"))
                .timeout(Duration.ofSeconds(2))
                .build());
        assertThat(driver.calls.get(0).options.deadline().nanos())
                .isEqualTo(Duration.ofSeconds(9).toNanos());
        assertThat(driver.calls.get(0).head.path()).isEqualTo("/");
    }

    @Test
    void aStreamedBodyIsReadOnDemand() throws Exception {
        CompletableFuture<StreamedResponse> future = client.stream(GET).toCompletableFuture();
        FakeDriver.Call call = driver.calls.get(0);
        call.head(200);
        List<String> seen = new ArrayList<>();
        Collector collector = new Collector(seen);
        future.get().body().subscribe(collector);
        call.data("one");
        assertThat(seen).as("nothing was asked for").isEmpty();
        collector.subscription().request(1);
        assertThat(seen).containsExactly("one");
        assertThat(call.requested).isEqualTo(1);
        call.data("two");
        call.end();
        assertThat(seen).containsExactly("one");
        collector.subscription().request(1);
        assertThat(seen).containsExactly("one", "two", "end");
        assertThat(future.get().trailers().toCompletableFuture().get().get("grpc-status"))
                .isEqualTo("0");
    }

    @Test
    void aBodyIsReadOnce() throws Exception {
        driver.answers.add(FakeDriver.answer(200, "one"));
        StreamedResponse response = client.streamBlocking(GET);
        response.body().subscribe(new Collector(new ArrayList<>()));
        List<String> second = new ArrayList<>();
        response.body().subscribe(new Collector(second));
        assertThat(second).containsExactly("failed IllegalStateException");
    }

    @Test
    void cancellingASubscriptionCancelsTheCall() throws Exception {
        driver.answers.add(call -> call.head(200));
        StreamedResponse response = client.streamBlocking(GET);
        Collector collector = new Collector(new ArrayList<>());
        response.body().subscribe(collector);
        collector.subscription().cancel();
        assertThat(driver.calls.get(0).cancelled).isNotNull();
    }

    @Test
    void aStreamReadsToTheEndAndThrowsWhereTheResponseBreaksOff() throws Exception {
        driver.answers.add(FakeDriver.answer(200, "whole"));
        try (StreamedResponse response = client.streamBlocking(GET);
                InputStream body = response.bodyAsInputStream()) {
            assertThat(body.readAllBytes()).isEqualTo("whole".getBytes(UTF_8));
        }
        assertThat(driver.calls.get(0).cancelled).as("it was read to its end").isNull();

        driver.answers.add(call -> {
            call.head(200);
            call.data("ha");
            call.breaks(new Outcome.Truncated(200, ResponseFlags.of(ResponseFlag.UC), "closed"));
        });
        InputStream broken = client.streamBlocking(GET).bodyAsInputStream();
        assertThat(broken.read()).isEqualTo('h');
        assertThat(broken.read()).isEqualTo('a');
        assertThatExceptionOfType(IOException.class).isThrownBy(broken::read).withMessageContaining("UC");
    }

    @Test
    void aPipeHandsOverWhatWasWrittenWhenItIsWanted() throws Exception {
        BodyPipe pipe = new BodyPipe();
        client.send(Request.post("http://orders").body(pipe, -1).build());
        Body.Streamed body = (Body.Streamed) driver.calls.get(0).body;
        List<String> seen = new ArrayList<>();
        Collector reader = new Collector(seen);
        body.publisher().subscribe(reader);
        reader.subscription().request(10);
        assertThat(pipe.awaitWanted()).isTrue();
        pipe.write("one".getBytes(UTF_8));
        pipe.flush();
        pipe.write('!');
        pipe.close();
        assertThat(seen).containsExactly("one", "!", "end");
    }

    @Test
    void aPipeIsLetGoWhenTheCallEndsWithoutReadingIt() throws Exception {
        BodyPipe pipe = new BodyPipe();
        driver.answers.add(call -> call.reply(LocalReply.of(503, ResponseFlag.UH, "no_healthy_upstream", "")));
        client.send(Request.post("http://orders").body(pipe, -1).build());
        assertThat(pipe.awaitWanted()).isFalse();
        pipe.write(new byte[100_000]);
        pipe.close();
    }

    @Test
    void requestsThatCannotBeSentAreRefusedWhenTheyAreBuilt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Request.get("https://orders/"))
                .withMessageContaining("write http://orders");
        assertThatIllegalArgumentException().isThrownBy(() -> Request.get("/orders"));
        Request.Builder builder = Request.builder("GET", URI.create("http://orders"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.header("x", "a\r\nevil: b"))
                .withMessageNotContaining("evil");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.header("x y", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> Request.builder("GET /", URI.create("http://orders")));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ZERO));
    }

    @Test
    void framingIsNotTheCallersAndHostIsTheAuthority() {
        Request request = Request.post("http://orders")
                .header("Host", "billing")
                .header("Transfer-Encoding", "chunked")
                .header("Content-Length", "7")
                .header("Connection", "x-secret")
                .header("X-Own", "1")
                .body("four")
                .build();
        assertThat(request.head().authority()).isEqualTo("billing");
        assertThat(request.headers()).isEqualTo(io.meshsdk.call.Headers.of("x-own", "1", "content-length", "4"));
    }

    @Test
    void aFutureFailsWithTheSameExceptionsAsABlockedCall() {
        driver.answers.add(FakeDriver.Call::notMeshed);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> client.send(GET).toCompletableFuture().get())
                .withCauseInstanceOf(NotMeshedException.class);
    }

    private static final class Collector implements Flow.Subscriber<ByteBuffer> {
        private final List<String> seen;
        private Flow.@Nullable Subscription subscription;

        Collector(List<String> seen) {
            this.seen = seen;
        }

        Flow.Subscription subscription() {
            Flow.Subscription given = subscription;
            assertThat(given).isNotNull();
            if (given == null) {
                throw new AssertionError();
            }
            return given;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(ByteBuffer chunk) {
            seen.add(UTF_8.decode(chunk).toString());
        }

        @Override
        public void onError(Throwable cause) {
            seen.add("failed " + cause.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            seen.add("end");
        }
    }
}
