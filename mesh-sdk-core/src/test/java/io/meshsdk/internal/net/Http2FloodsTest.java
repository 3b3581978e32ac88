package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Outcome;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that floods loses its connection, and a server that has much to say does not. */
@ExtendWith(LeakGuard.class)
class Http2FloodsTest {
    @RegisterExtension
    final Client client = Client.http2();

    @ParameterizedTest
    @MethodSource
    void aFloodEndsTheConnection(String kind, Flood first, Flood flood) {
        try (var server = Frames.serving(frames -> {
            int stream = frames.request();
            first.drop(frames, stream);
            for (int i = 0; i < 3_000; i++) {
                flood.drop(frames, stream);
            }
            frames.awaitClose();
        })) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOfAny(Outcome.ProtocolError.class, Outcome.Truncated.class);
            assertThat(outcome.details()).contains(kind);
            Client.eventually("closed", () -> client.transport.openConnections() == 0);
        }
    }

    static Stream<Arguments> aFloodEndsTheConnection() {
        return Stream.of(
                flood("flood of PING", (frames, stream) -> frames.frame(Frames.PING, 0, 0, new byte[8])),
                flood("flood of PING", (frames, stream) -> frames.frame(Frames.PING, Frames.ACK, 0, new byte[8])),
                flood("flood of SETTINGS", (frames, stream) -> frames.settings()),
                flood("flood of SETTINGS", (frames, stream) -> frames.frame(Frames.SETTINGS, Frames.ACK, 0)),
                flood("flood of PRIORITY", (frames, stream) -> frames.frame(Frames.PRIORITY, 0, stream, new byte[5])),
                flood("flood of WINDOW_UPDATE", (frames, stream) -> frames.windowUpdate(0, 1)),
                flood("flood of WINDOW_UPDATE", (frames, stream) -> frames.windowUpdate(stream, 1)),
                flood("flood of unknown", (frames, stream) -> frames.frame(0xbb, 0, stream, new byte[5])),
                Arguments.of(
                        "flood of empty DATA",
                        (Flood) (frames, stream) -> frames.headers(stream, false, ":status", "200"),
                        (Flood) (frames, stream) -> frames.data(stream, false, "")),
                Arguments.of(
                        "small consecutive continuations",
                        (Flood) (frames, stream) -> frames.frame(Frames.HEADERS, 0, stream, (byte) 0x88),
                        (Flood) (frames, stream) -> frames.frame(Frames.CONTINUATION, 0, stream, (byte) 0x88)));
    }

    private static Arguments flood(String why, Flood flood) {
        return Arguments.of(why, (Flood) (frames, stream) -> {}, flood);
    }

    /** Each costs the server nothing, for the stream is over already. */
    @Test
    void resetsOfEndedStreamsAreAFlood() {
        try (var server = Frames.serving(frames -> {
            int ended = frames.request();
            frames.answer(ended, "hello");
            frames.request();
            for (int i = 0; i < 3_000; i++) {
                frames.reset(ended, Frames.CANCEL);
            }
            frames.awaitClose();
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/")).awaitEnd();

            assertThat(client.send(endpoint, get("/")).awaitFailure().details()).contains("flood of RST_STREAM");
        }
    }

    @Test
    void manyFramesThatBringSomethingForwardAreNone() {
        try (var server = Frames.serving(frames -> {
            int stream = frames.request();
            frames.headers(stream, false, ":status", "200");
            for (int i = 0; i < 3_000; i++) {
                frames.data(stream, false, "x");
                frames.frame(Frames.PING, 0, 0, new byte[8]);
            }
            frames.data(stream, true, "");
            frames.awaitClose();
        })) {
            Probe probe = client.send(server.address(), get("/"));

            probe.awaitEnd();
            assertThat(probe.bytes).hasValue(3_000);
        }
    }

    @Test
    void pingsOfAConnectionThatIsKeptForDaysAreNone() {
        try (var server = Frames.serving(frames -> {
            int stream = frames.request();
            for (int i = 0; i < 3_000; i++) {
                frames.frame(Frames.PING, 0, 0, new byte[8]);
                frames.next(Frames.PING);
                client.time.advance(java.time.Duration.ofSeconds(1));
            }
            frames.answer(stream, "still here");
            frames.awaitClose();
        })) {
            client.send(server.address(), get("/")).awaitEnd();
        }
    }

    private interface Flood {
        void drop(Frames frames, int stream) throws IOException;
    }
}
