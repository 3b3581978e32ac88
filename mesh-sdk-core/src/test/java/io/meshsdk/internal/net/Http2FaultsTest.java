package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How exchanges end when a server ends them, or its connection. */
@ExtendWith(LeakGuard.class)
class Http2FaultsTest {
    @RegisterExtension
    final Client client = Client.http2();

    @Test
    void aRefusedStreamWasNotProcessedAndTheConnectionGoesOn() {
        try (var server = Frames.serving(frames -> {
            frames.reset(frames.request(), Frames.REFUSED_STREAM);
            frames.answer(frames.request(), "hello");
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());

            Outcome outcome = client.send(endpoint, get("/")).awaitFailure();
            assertThat(outcome).isInstanceOf(Outcome.Unprocessed.class);
            assertThat(outcome.details())
                    .isEqualTo("upstream_reset_before_response_started{remote_refused_stream_reset|REFUSED_STREAM}");

            Probe second = client.send(endpoint, get("/"));
            second.awaitEnd();
            assertThat(second.body).hasToString("hello");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aRequestThatIsWantedOverHttp1WasNotProcessed() {
        try (var server = Frames.serving(frames -> frames.reset(frames.request(), Frames.HTTP_1_1_REQUIRED))) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.Unprocessed.class);
            assertThat(outcome.details()).contains("http_1_1_required");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Frames.NO_ERROR, Frames.INTERNAL_ERROR, Frames.CANCEL, Frames.ENHANCE_YOUR_CALM, 77})
    void aResetBeforeTheHeadMayHaveBeenProcessed(int code) {
        try (var server = Frames.serving(frames -> frames.reset(frames.request(), code))) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.Reset.class);
            assertThat(outcome.details()).startsWith("upstream_reset_before_response_started{remote_reset|");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Frames.NO_ERROR, Frames.INTERNAL_ERROR, Frames.REFUSED_STREAM, Frames.HTTP_1_1_REQUIRED})
    void aResetAfterTheHeadTruncates(int code) {
        try (var server = Frames.serving(frames -> {
            int stream = frames.request();
            frames.headers(stream, false, ":status", "206");
            frames.data(stream, false, "part");
            frames.reset(stream, code);
        })) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.Truncated.class);
            assertThat(outcome.status()).isEqualTo(206);
            assertThat(outcome.flags()).isEqualTo(ResponseFlags.of(ResponseFlag.UR));
        }
    }

    /** RFC 9113 §8.1: the server has answered, and does not want the rest of the request. */
    @Test
    void anEarlyResponseIsWholeThoughItsStreamIsReset() {
        try (var server = Frames.serving(frames -> {
            int stream = frames.request();
            frames.headers(stream, false, ":status", "413");
            frames.data(stream, true, "too much");
            frames.reset(stream, Frames.NO_ERROR);
            frames.answer(frames.request(), "next");
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe probe = new Probe();
            ClientExchange exchange = client.open(endpoint, Client.post("/"), RequestEnd.LATER, probe);
            client.run(() -> exchange.write(Unpooled.copiedBuffer(new byte[10])));
            probe.awaitHead();
            client.run(() -> exchange.request(Long.MAX_VALUE));

            assertThat(probe.awaitEnd()).isEqualTo(Headers.EMPTY);
            assertThat(probe.body).hasToString("too much");
            client.run(() -> {
                exchange.write(Unpooled.copiedBuffer(new byte[10]));
                exchange.reset();
            });
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void afterGoAwayWhatTheServerSawIsWaitedForAndTheRestWasNotProcessed() {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (var server = Frames.serving(frames -> {
            int first = frames.request();
            if (first == 3) {
                int second = frames.request();
                frames.goAway(first, Frames.NO_ERROR);
                assertThat(second).isGreaterThan(first);
                frames.answer(first, "seen");
                closed.complete(frames.awaitClose());
            } else {
                throw new AssertionError("stream " + first);
            }
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            List<Probe> probes = client.burst(endpoint, 2);

            Outcome unseen = probes.get(1).awaitFailure();
            assertThat(unseen).isInstanceOf(Outcome.Unprocessed.class);
            assertThat(unseen.details()).contains("GOAWAY");
            probes.get(0).awaitEnd();
            assertThat(probes.get(0).body).hasToString("seen");
            assertThat(closed.join()).as("we say GOAWAY, too, then close").isTrue();
        }
    }

    @Test
    void afterGoAwayTheNextCallTakesAnotherConnection() {
        try (var server = Frames.serving(frames -> {
            int stream = frames.request();
            frames.goAway(Integer.MAX_VALUE, Frames.NO_ERROR);
            frames.answer(stream, "hello");
            frames.awaitClose();
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            for (int i = 0; i < 3; i++) {
                client.send(endpoint, get("/")).awaitEnd();
            }
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void aConnectionThatIsLostBeforeTheHeadDisconnects() {
        try (var server = Frames.serving(Frames::request)) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.Disconnected.class);
            assertThat(outcome.details()).contains("connection_termination|closed by the server before the response");
        }
    }

    @Test
    void aConnectionThatIsLostAfterTheHeadTruncates() {
        try (var server = Frames.serving(frames -> frames.headers(frames.request(), false, ":status", "200"))) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.Truncated.class);
            assertThat(outcome.flags()).isEqualTo(ResponseFlags.of(ResponseFlag.UC));
        }
    }

    @Test
    void aWholeResponseOutlivesItsConnection() {
        try (var server = Frames.serving(frames -> frames.answer(frames.request(), "hello"))) {
            Probe probe = new Probe();
            ClientExchange exchange =
                    client.open(new TestEndpoint(server.address()), get("/"), RequestEnd.WITH_HEAD, probe);
            probe.awaitHead();
            Client.eventually("closed", () -> client.transport.openConnections() == 0);
            client.run(() -> exchange.request(Long.MAX_VALUE));

            probe.awaitEnd();
            assertThat(probe.body).hasToString("hello");
        }
    }

    @Test
    void aServerThatNeverSendsItsSettingsIsGivenUp() {
        client.connectTimeout(Duration.ofMillis(50));
        try (var server = new RawServer(RawServer.Connection::awaitClose)) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details()).contains("connection_timeout");
        }
    }

    @Test
    void aServerThatTakesNoStreamsIsNotConnectedToAgainAndAgain() {
        try (var server = Frames.serving(Frames::awaitClose, Frames.MAX_CONCURRENT_STREAMS, 0)) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details()).contains("MAX_CONCURRENT_STREAMS is 0");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void cancellingResetsTheStreamAlone() {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (var server = Frames.serving(frames -> {
            int stream = frames.request();
            frames.headers(stream, false, ":status", "200");
            Frames.Frame reset = frames.next(Frames.RST_STREAM);
            // What was on the way already.
            frames.data(stream, true, "late");
            code.complete(reset.number());
            frames.answer(frames.request(), "next");
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe probe = new Probe();
            ClientExchange exchange = client.open(endpoint, get("/"), RequestEnd.WITH_HEAD, probe);
            probe.awaitHead();
            client.run(exchange::reset);

            assertThat(code.join()).isEqualTo(Frames.CANCEL);
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(probe.ends).hasValue(0);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void closingTheTransportEndsWhatIsOnIt() {
        CompletableFuture<Integer> came = new CompletableFuture<>();
        try (var server = Frames.serving(frames -> {
            came.complete(frames.request());
            frames.awaitClose();
        })) {
            Probe probe = client.send(server.address(), get("/"));
            came.join();
            client.close();

            assertThat(probe.awaitFailure()).isInstanceOf(Outcome.Cancelled.class);
        }
    }
}
