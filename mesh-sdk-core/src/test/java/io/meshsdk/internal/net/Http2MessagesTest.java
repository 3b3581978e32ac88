package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which responses are taken over HTTP/2, and that one which is not ends its stream alone. */
@ExtendWith(LeakGuard.class)
class Http2MessagesTest {
    private static final String[] OK = {":status", "200"};

    @RegisterExtension
    final Client client = Client.http2();

    @Test
    void informationalHeadsComeBeforeTheResponse() {
        try (var server = answering((frames, stream) -> {
            frames.headers(stream, false, ":status", "100");
            frames.headers(stream, false, ":status", "103", "link", "</a.css>");
            frames.headers(stream, false, ":status", "200", "x-a", "b");
            frames.headers(stream, true, "x-trailer", "c");
        })) {
            Probe probe = client.send(server.address(), get("/"));

            assertThat(probe.awaitEnd()).isEqualTo(Headers.of("x-trailer", "c"));
            assertThat(probe.informational)
                    .containsExactly(
                            new ResponseHead(100, Headers.EMPTY),
                            new ResponseHead(103, Headers.of("link", "</a.css>")));
            assertThat(probe.awaitHead()).isEqualTo(new ResponseHead(200, Headers.of("x-a", "b")));
        }
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200, 1000", "GET, 304, 1000", "GET, 204, 0", "GET, 200, 0"})
    void aResponseMayHaveNoBody(String method, String status, String length) {
        RequestHead head = new RequestHead(method, "http", "orders", "/", Headers.EMPTY);
        try (var server = answering(
                (frames, stream) -> frames.headers(stream, true, ":status", status, "content-length", length))) {
            Probe probe = client.send(server.address(), head);

            probe.awaitEnd();
            assertThat(probe.awaitHead().headers().get("content-length")).isEqualTo(length);
            assertThat(probe.bytes).hasValue(0);
        }
    }

    @Test
    void aHeadInManyFramesIsOne() {
        try (var server = answering((frames, stream) -> {
            byte[] block = Frames.block(":status", "200", "x-a", "b");
            frames.frame(Frames.HEADERS, Frames.END_STREAM, stream, block[0], block[1], block[2]);
            for (int i = 3; i < 8; i++) {
                frames.frame(Frames.CONTINUATION, 0, stream, block[i]);
            }
            byte[] rest = java.util.Arrays.copyOfRange(block, 8, block.length);
            frames.frame(Frames.CONTINUATION, Frames.END_HEADERS, stream, rest);
        })) {
            assertThat(client.send(server.address(), get("/"))
                            .awaitHead()
                            .headers()
                            .get("x-a"))
                    .isEqualTo("b");
        }
    }

    @ParameterizedTest
    @MethodSource
    void whatIsMalformedEndsItsStreamAlone(String why, Answer answer) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (var server = Frames.serving(frames -> {
            answer.give(frames, frames.request());
            code.complete(frames.next(Frames.RST_STREAM).number());
            frames.answer(frames.request(), "next");
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Outcome outcome = client.send(endpoint, get("/")).awaitFailure();

            assertThat(outcome.details()).contains("protocol_error|http2.").contains(why);
            assertThat(outcome).isInstanceOfAny(Outcome.ProtocolError.class, Outcome.Truncated.class);
            assertThat(code.join()).isEqualTo(Frames.PROTOCOL_ERROR);
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    static Stream<Arguments> whatIsMalformedEndsItsStreamAlone() {
        return Stream.of(
                head("without :status", "x-a", "b"),
                head(":status is not the first", "x-a", "b", ":status", "200"),
                head(":status is not the first", ":status", "200", ":status", "200"),
                head("pseudo-header that responses do not have", ":status", "200", ":path", "/"),
                head("the status is not within", ":status", "99"),
                head("the status is not within", ":status", "600"),
                head("the status is not within", ":status", "2x0"),
                head("the status is not within", ":status", "0200"),
                head("in the name of a header", ":status", "200", "X-A", "b"),
                head("in the name of a header", ":status", "200", "x a", "b"),
                head("in the name of a header", ":status", "200", "", "b"),
                head("in the value of a header", ":status", "200", "x-a", "b\r\nx-c: d"),
                head("in the value of a header", ":status", "200", "x-a", "b\0"),
                head("connection is of HTTP/1", ":status", "200", "connection", "close"),
                head("transfer-encoding is of HTTP/1", ":status", "200", "transfer-encoding", "chunked"),
                head("upgrade is of HTTP/1", ":status", "200", "upgrade", "h2c"),
                head("keep-alive is of HTTP/1", ":status", "200", "keep-alive", "timeout=1"),
                head("proxy-connection is of HTTP/1", ":status", "200", "proxy-connection", "close"),
                head("Content-Length that is not a length", ":status", "200", "content-length", "+1"),
                head("more than one Content-Length", ":status", "200", "content-length", "0", "content-length", "0"),
                head("Content-Length in a response of 204", ":status", "204", "content-length", "5"),
                head("shorter than its Content-Length", ":status", "200", "content-length", "5"),
                head("informational response that ends", ":status", "100"),
                Arguments.of("101 has no place", (Answer)
                        (frames, stream) -> frames.headers(stream, false, ":status", "101")),
                Arguments.of(
                        "data before the response's head", (Answer) (frames, stream) -> frames.data(stream, true, "x")),
                Arguments.of("longer than its Content-Length", (Answer) (frames, stream) -> {
                    frames.headers(stream, false, ":status", "200", "content-length", "2");
                    frames.data(stream, true, "abc");
                }),
                Arguments.of("shorter than its Content-Length", (Answer) (frames, stream) -> {
                    frames.headers(stream, false, ":status", "200", "content-length", "4");
                    frames.data(stream, true, "abc");
                }),
                Arguments.of("a body where there is none", (Answer) (frames, stream) -> {
                    frames.headers(stream, false, ":status", "304");
                    frames.data(stream, true, "abc");
                }),
                Arguments.of(":status in trailers", (Answer) (frames, stream) -> {
                    frames.headers(stream, false, OK);
                    frames.headers(stream, true, OK);
                }),
                Arguments.of("too many headers", (Answer) (frames, stream) -> {
                    frames.headers(stream, false, OK);
                    frames.headers(stream, false, "x-a", "b");
                }),
                Arguments.of("more than 100 informational", (Answer) (frames, stream) -> {
                    for (int i = 0; i <= 100; i++) {
                        frames.headers(stream, false, ":status", "103");
                    }
                }),
                Arguments.of("too_many_headers", (Answer) (frames, stream) -> {
                    String[] fields = new String[204];
                    fields[0] = ":status";
                    fields[1] = "200";
                    for (int i = 2; i < fields.length; i += 2) {
                        fields[i] = "x-" + i;
                        fields[i + 1] = "";
                    }
                    frames.headers(stream, true, fields);
                }),
                Arguments.of("too_many_headers", (Answer) (frames, stream) -> {
                    String[] fields = {":status", "200", "a", "x".repeat(9_000)};
                    frames.headers(stream, false, fields);
                    byte[] more = Frames.block("a", "x".repeat(16_000));
                    frames.frame(Frames.HEADERS, Frames.END_STREAM, stream, more);
                    frames.frame(Frames.CONTINUATION, 0, stream, more);
                    frames.frame(Frames.CONTINUATION, 0, stream, more);
                    frames.frame(Frames.CONTINUATION, Frames.END_HEADERS, stream, more);
                }));
    }

    private static Arguments head(String why, String... fields) {
        return Arguments.of(why, (Answer) (frames, stream) -> frames.headers(stream, true, fields));
    }

    interface Answer {
        void give(Frames frames, int stream) throws IOException;
    }

    private static RawServer answering(Answer answer) {
        return Frames.serving(frames -> {
            answer.give(frames, frames.request());
            frames.awaitClose();
        });
    }
}
