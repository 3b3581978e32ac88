package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Outcome;
import io.meshsdk.model.Http2ProtocolOptions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(LeakGuard.class)
class Http2KeepaliveTest {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension
    final Client client = Client.http2();

    @Test
    void aServerThatDoesNotAnswerAPingLosesItsConnection() {
        keepalive(MILLI, MILLI, Duration.ZERO);
        try (var server = Frames.serving(frames -> {
            frames.request();
            frames.next(Frames.PING);
            frames.awaitClose();
        })) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.Disconnected.class);
            assertThat(outcome.details()).contains("no answer to a PING within 1 ms");
        }
    }

    @Test
    void aServerThatAnswersKeepsIt() {
        keepalive(MILLI, LONG, Duration.ZERO);
        try (var server = Frames.serving(frames -> {
            int stream = frames.request();
            for (int i = 0; i < 3; i++) {
                byte[] data = frames.next(Frames.PING).payload();
                frames.frame(Frames.PING, Frames.ACK, 0, data);
            }
            frames.answer(stream, "hello");
            frames.awaitClose();
        })) {
            client.send(server.address(), get("/")).awaitEnd();
        }
    }

    @Test
    void whatElseComesShowsThatTheServerIsThere() {
        keepalive(MILLI, Duration.ofMillis(20), Duration.ZERO);
        try (var server = Frames.serving(frames -> {
            int stream = frames.request();
            frames.headers(stream, false, ":status", "200");
            frames.next(Frames.PING);
            // For longer than the answer may take, which never comes.
            for (long end = System.nanoTime() + 60_000_000L; System.nanoTime() < end; ) {
                frames.data(stream, false, "x");
            }
            frames.data(stream, true, "");
            frames.awaitClose();
        })) {
            client.send(server.address(), get("/")).awaitEnd();
        }
    }

    @Test
    void afterIdlingTheNextCallComesWithAPing() {
        keepalive(Duration.ZERO, LONG, Duration.ofSeconds(10));
        try (var server = Frames.serving(frames -> {
            frames.answer(frames.request(), "first");
            frames.next(Frames.PING);
            frames.answer(frames.request(), "second");
            frames.awaitClose();
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/")).awaitEnd();
            client.time.advance(Duration.ofSeconds(10));
            Probe second = client.send(endpoint, get("/"));

            second.awaitEnd();
            assertThat(second.body).hasToString("second");
        }
    }

    private void keepalive(Duration interval, Duration timeout, Duration idle) {
        client.options(Http2Options.with(new Http2ProtocolOptions(
                100, 65_535, 65_535, Optional.of(new Http2ProtocolOptions.Keepalive(interval, timeout, 0, idle)))));
    }
}
