package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWriterTest {
    private final HeadWriter writer = new HeadWriter();

    @Test
    void aRequestWithoutABody() throws Exception {
        assertThat(write("GET", "/v1?q=%20a", RequestEnd.WITH_HEAD, "accept", "text/plain", "x-a", "b\tc \u00e9"))
                .isEqualTo("GET /v1?q=%20a HTTP/1.1|host: orders:80|accept: text/plain|x-a: b\tc \u00e9||");
        assertThat(writer.framing().bodyBytes()).isZero();
    }

    @Test
    void aMethodThatMeansABodySaysThatItHasNone() throws Exception {
        assertThat(write("POST", "/", RequestEnd.WITH_HEAD)).endsWith("|content-length: 0||");
        assertThat(write("DELETE", "/", RequestEnd.WITH_HEAD)).doesNotContain("content-length");
        assertThat(write("PUT", "/", RequestEnd.WITH_HEAD, "content-length", "0"))
                .containsOnlyOnce("content-length");
    }

    @Test
    void aBodyIsFramedByItsLengthOrInChunks() throws Exception {
        assertThat(write("POST", "/", RequestEnd.LATER, "content-length", "12")).endsWith("|content-length: 12||");
        assertThat(writer.framing().bodyBytes()).isEqualTo(12);
        assertThat(write("POST", "/", RequestEnd.LATER)).endsWith("|transfer-encoding: chunked||");
        assertThat(writer.framing().bodyBytes()).isEqualTo(RequestFraming.CHUNKED);
    }

    @Test
    void whatConcernsOneConnectionStaysHere() throws Exception {
        assertThat(write(
                        "GET",
                        "/",
                        RequestEnd.WITH_HEAD,
                        "connection",
                        "close, X-One",
                        "x-one",
                        "1",
                        "host",
                        "evil",
                        "keep-alive",
                        "timeout=5",
                        "proxy-connection",
                        "keep-alive",
                        "transfer-encoding",
                        "chunked",
                        "upgrade",
                        "websocket",
                        "te",
                        "gzip",
                        "x-two",
                        "2"))
                .isEqualTo("GET / HTTP/1.1|host: orders:80|x-two: 2||");
    }

    @Test
    void teKeepsTrailersOnly() throws Exception {
        assertThat(write("GET", "/", RequestEnd.WITH_HEAD, "te", "gzip, Trailers"))
                .isEqualTo("GET / HTTP/1.1|host: orders:80|te: trailers|connection: te||");
    }

    @Test
    void aBodyThatWaitsForA100IsAnnounced() throws Exception {
        assertThat(write("POST", "/", RequestEnd.LATER, "expect", "100-continue"))
                .contains("|expect: 100-continue|");
        assertThat(writer.framing().expectsContinue()).isTrue();
        assertThat(write("GET", "/", RequestEnd.WITH_HEAD, "expect", "100-continue"))
                .doesNotContain("expect");
        assertThat(writer.framing().expectsContinue()).isFalse();
    }

    private static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("GET\r\n", "/", "orders", Headers.EMPTY, "method"),
                Arguments.of("", "/", "orders", Headers.EMPTY, "method"),
                Arguments.of("CONNECT", "/", "orders", Headers.EMPTY, "CONNECT"),
                Arguments.of("GET", "", "orders", Headers.EMPTY, "path"),
                Arguments.of("GET", "http://other/", "orders", Headers.EMPTY, "path"),
                Arguments.of("GET", "/a b", "orders", Headers.EMPTY, "path"),
                Arguments.of("GET", "/a\r\nx: y", "orders", Headers.EMPTY, "path"),
                Arguments.of("GET", "/\u00e4", "orders", Headers.EMPTY, "path"),
                // Whose low bytes are CR and LF.
                Arguments.of("GET", "/\u010d\u010a", "orders", Headers.EMPTY, "path"),
                Arguments.of("GET", "/a#b", "orders", Headers.EMPTY, "path"),
                Arguments.of("GET", "/", "orders\r\nx: y", Headers.EMPTY, "authority"),
                Arguments.of("GET", "/", "user@orders", Headers.EMPTY, "authority"),
                Arguments.of("GET", "/", "orders/x", Headers.EMPTY, "authority"),
                Arguments.of("GET", "/", "orders", Headers.of("x-a", "b\r\nx-b: c"), "value of the request's x-a"),
                Arguments.of("GET", "/", "orders", Headers.of("x-a", "b\nc"), "value"),
                Arguments.of("GET", "/", "orders", Headers.of("x-a", "b\u0000"), "value"),
                Arguments.of("GET", "/", "orders", Headers.of("x-a", "b\u010ac"), "value"),
                Arguments.of("GET", "/", "orders", Headers.of("x-a: b\r\nx", "c"), "name"),
                Arguments.of("GET", "/", "orders", Headers.of(":path", "/b"), "name"),
                Arguments.of("GET", "/", "orders", Headers.of("", "b"), "name"),
                Arguments.of("GET", "/", "orders", Headers.of("content-length", "5"), "no body"));
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @MethodSource("refusals")
    void refuses(String method, String path, String authority, Headers headers, String why) {
        RequestHead head = new RequestHead(method, "http", authority, path, headers);
        assertThatThrownBy(() -> writer.write(head, RequestEnd.WITH_HEAD, UnpooledByteBufAllocator.DEFAULT))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageStartingWith("http1.")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "5, 5", "five", "+5", " 5", ""})
    void refusesALengthThatIsNone(String length) {
        assertThatThrownBy(() -> write("POST", "/", RequestEnd.LATER, "content-length", length))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void refusesTwoLengths() {
        assertThatThrownBy(() -> write("POST", "/", RequestEnd.LATER, "content-length", "5", "content-length", "5"))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void trailersCarryNoFraming() throws Exception {
        ByteBuf bytes = writer.writeTrailers(
                "0\r\n",
                Headers.of("x-sum", "1", "content-length", "9", "transfer-encoding", "chunked"),
                UnpooledByteBufAllocator.DEFAULT);
        assertThat(text(bytes)).isEqualTo("0|x-sum: 1||");
    }

    private String write(String method, String path, RequestEnd end, String... headers) throws ProtocolViolation {
        RequestHead head = new RequestHead(method, "http", "orders:80", path, Headers.of(headers));
        return text(writer.write(head, end, UnpooledByteBufAllocator.DEFAULT));
    }

    private static String text(ByteBuf bytes) {
        try {
            return bytes.toString(ISO_8859_1).replace("\r\n", "|");
        } finally {
            bytes.release();
        }
    }
}
