package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.call.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResponseReaderTest {
    private static final int MAX_HEAD = 512;
    private static final int MAX_HEADERS = 10;

    private static Stream<Arguments> responses() {
        return Stream.of(
                Arguments.of("GET", "200 OK|content-length: 5||hello", "200[content-length=5] hello end[] keep"),
                Arguments.of("GET", "200|content-length: 0||", "200[content-length=0] end[] keep"),
                Arguments.of("GET", "200 |Content-Length:5 ||hello", "200[content-length=5] hello end[] keep"),
                Arguments.of(
                        "GET",
                        "200 OK|transfer-encoding: Chunked||5|hello|A;x=\"y\"|0123456789|0||",
                        "200[] hello0123456789 end[] keep"),
                Arguments.of(
                        "GET",
                        "200 OK|transfer-encoding: chunked||1  |a|0|x-sum: 1|Content-Length: 9|connection: x||",
                        "200[] a end[x-sum=1] keep"),
                Arguments.of("GET", "200 OK||all the rest", "200[] all the rest"),
                Arguments.of("HEAD", "200 OK|content-length: 5||", "200[content-length=5] end[] keep"),
                Arguments.of("HEAD", "200 OK|transfer-encoding: chunked||", "200[] end[] keep"),
                Arguments.of("GET", "204 No Content||", "204[] end[] keep"),
                Arguments.of("GET", "304 Not Modified|content-length: 5||", "304[content-length=5] end[] keep"),
                Arguments.of(
                        "GET",
                        "100 Continue||HTTP/1.1 103 Early Hints|link: </a>||HTTP/1.1 204 No||",
                        "1xx 100[] 1xx 103[link=</a>] 204[] end[] keep"),
                Arguments.of(
                        "GET",
                        "204 No|Connection: close, X-One|x-one: 1|x-two: 2|Keep-Alive: timeout=5|Upgrade: h2c||",
                        "204[x-two=2] end[] close"),
                Arguments.of(
                        "GET", "204 No|x-a:\t v w \t|X-A:|x-b: \u00e9||", "204[x-a=v w, x-a=, x-b=\u00e9] end[] keep"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("responses")
    void readsTheSameInWhateverPortionsItComes(String method, String response, String expected) throws Exception {
        byte[] bytes = bytes("HTTP/1.1 " + response);
        assertThat(transcript(method, bytes, bytes.length)).isEqualTo(expected);
        for (int portion = 1; portion < bytes.length; portion++) {
            assertThat(transcript(method, bytes, portion))
                    .as("portions of " + portion)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0} is kept: {1}")
    @CsvSource({
        "HTTP/1.0 204 No||, close",
        "HTTP/1.0 204 No|connection: Keep-Alive||, keep",
        "HTTP/1.1 204 No|connection: CLOSE||, close",
        "HTTP/1.1 204 No|connection: keep-alive||, keep"
    })
    void keepsTheConnectionAsTheServerSays(String response, String expected) throws Exception {
        byte[] bytes = bytes(response);
        assertThat(transcript("GET", bytes, bytes.length)).endsWith(expected);
    }

    private static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        "HTTP/1.1 200 OK|content-length: 5|content-length: 5||hello", "more than one Content-Length"),
                Arguments.of(
                        "HTTP/1.1 200 OK|content-length: 5|content-length: 6||hello", "more than one Content-Length"),
                Arguments.of("HTTP/1.1 200 OK|content-length: 5, 5||hello", "not a length"),
                Arguments.of("HTTP/1.1 200 OK|content-length: +5||hello", "not a length"),
                Arguments.of("HTTP/1.1 200 OK|content-length: 99999999999999999999||", "not a length"),
                Arguments.of("HTTP/1.1 200 OK|content-length:||", "not a length"),
                Arguments.of(
                        "HTTP/1.1 200 OK|content-length: 5|transfer-encoding: chunked||",
                        "http1.content_length_and_chunked_not_allowed"),
                Arguments.of(
                        "HTTP/1.1 200 OK|transfer-encoding: chunked|content-length: 5||",
                        "http1.content_length_and_chunked_not_allowed"),
                Arguments.of("HTTP/1.1 200 OK|transfer-encoding: gzip, chunked||", "http1.invalid_transfer_encoding"),
                Arguments.of("HTTP/1.1 200 OK|transfer-encoding: chunked, chunked||", "invalid_transfer_encoding"),
                Arguments.of(
                        "HTTP/1.1 200 OK|transfer-encoding: chunked|transfer-encoding: chunked||",
                        "invalid_transfer_encoding"),
                Arguments.of("HTTP/1.1 200 OK|transfer-encoding: \u000bchunked||", "http1.invalid_characters"),
                Arguments.of("HTTP/1.0 200 OK|transfer-encoding: chunked||", "http1.transfer_encoding_not_allowed"),
                Arguments.of("HTTP/1.1 204 No|transfer-encoding: chunked||", "http1.transfer_encoding_not_allowed"),
                Arguments.of("HTTP/1.1 204 No|content-length: 1||", "http1.content_length_not_allowed"),
                Arguments.of("HTTP/1.1 100 Go on|content-length: 1||", "http1.content_length_not_allowed"),
                Arguments.of("HTTP/1.1 200 OK|x-a: b| folded||", "a folded header line"),
                Arguments.of("HTTP/1.1 200 OK| x-a: b||", "a folded header line"),
                Arguments.of("HTTP/1.1 200 OK|\tx-a: b||", "a folded header line"),
                Arguments.of("HTTP/1.1 200 OK|x-a : b||", "in the name of a header"),
                Arguments.of("HTTP/1.1 200 OK|x a: b||", "in the name of a header"),
                Arguments.of("HTTP/1.1 200 OK|x\u00e4: b||", "in the name of a header"),
                Arguments.of("HTTP/1.1 200 OK|: b||", "without a name"),
                Arguments.of("HTTP/1.1 200 OK|x-a||", "without a name and a colon"),
                Arguments.of("HTTP/1.1 200 OK|x-a: b\u0000c||", "in the value of a header"),
                Arguments.of("HTTP/1.1 200 OK|x-a: b\rc||", "in the value of a header"),
                Arguments.of("HTTP/1.1 200 OK|x-a: b\nx-b: c||", "without CR"),
                Arguments.of("HTTP/1.1 200 OK\n\n", "without CR"),
                Arguments.of("HTTP/1.1 200 O\u0001K||", "in the reason"),
                Arguments.of("HTTP/2.0 200 OK||", "not the status line"),
                Arguments.of("HTTP/1.2 200 OK||", "not the status line"),
                Arguments.of("http/1.1 200 OK||", "not the status line"),
                Arguments.of("HTTP/1.1  200 OK||", "status"),
                Arguments.of("HTTP/1.1 2000 OK||", "not the status line"),
                Arguments.of("HTTP/1.1 20 OK||", "status"),
                Arguments.of("HTTP/1.1 099 OK||", "status 99"),
                Arguments.of("HTTP/1.1 600 OK||", "status 600"),
                Arguments.of("||HTTP/1.1 200 OK||", "not the status line"),
                Arguments.of("\u0016\u0003\u0003\u0000\u0002\u0002\u0028|", "not the status line"),
                Arguments.of("HTTP/1.1 101 Switching Protocols|upgrade: websocket||", "101"),
                Arguments.of("HTTP/1.1 100 Go||".repeat(101), "more than 100 informational"),
                Arguments.of("HTTP/1.1 200 OK|x: " + "v".repeat(MAX_HEAD) + "||", "http1.headers_too_large"),
                Arguments.of("HTTP/1.1 200 OK|x: " + "v".repeat(MAX_HEAD), "http1.headers_too_large"),
                Arguments.of("HTTP/1.1 200 OK|" + "x: y|".repeat(MAX_HEADERS + 1) + "|", "http1.too_many_headers"),
                Arguments.of("HTTP/1.1 200 OK|transfer-encoding: chunked||-1|a|", "not a chunk size"),
                Arguments.of("HTTP/1.1 200 OK|transfer-encoding: chunked||0x1|a|", "not a chunk size"),
                Arguments.of("HTTP/1.1 200 OK|transfer-encoding: chunked||1 1|a|", "not a chunk size"),
                Arguments.of("HTTP/1.1 200 OK|transfer-encoding: chunked|||a|", "not a chunk size"),
                Arguments.of("HTTP/1.1 200 OK|transfer-encoding: chunked||1;\u0001|a|", "not a chunk size"),
                Arguments.of("HTTP/1.1 200 OK|transfer-encoding: chunked||1\na|", "without CR"),
                Arguments.of(
                        "HTTP/1.1 200 OK|transfer-encoding: chunked||ffffffffffffffffff|",
                        "a chunk size beyond all measure"),
                Arguments.of("HTTP/1.1 200 OK|transfer-encoding: chunked||1|ab|", "a chunk is longer than its size"),
                Arguments.of(
                        "HTTP/1.1 200 OK|transfer-encoding: chunked||0|" + "x: y|".repeat(MAX_HEADERS + 1),
                        "http1.too_many_headers"),
                Arguments.of(
                        "HTTP/1.1 200 OK|transfer-encoding: chunked||0|x: " + "v".repeat(MAX_HEAD),
                        "http1.headers_too_large"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refuses(String response, String why) {
        byte[] bytes = bytes(response);
        assertThatThrownBy(() -> transcript("GET", bytes, bytes.length))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> transcript("GET", bytes, 1)).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void anyBytesAreReadOrRefused() {
        String[] seeds = responses().map(each -> "HTTP/1.1 " + each.get()[1]).toArray(String[]::new);
        Random random = new Random(4_2026);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = bytes(seeds[random.nextInt(seeds.length)]);
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "\r\n:; 0\t,".charAt(random.nextInt(8));
            }
            try {
                transcript("GET", bytes, 1 + random.nextInt(bytes.length));
            } catch (ProtocolViolation refused) {
                assertThat(refused.why()).startsWith("http1.");
            }
        }
    }

    @Test
    void heldBodyIsNotConsumed() throws Exception {
        ResponseReader reader = reader("GET");
        ByteBuf in = Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", ISO_8859_1);

        assertThat(reader.next(in, false)).isEqualTo(ResponseReader.Event.HEAD);
        assertThat(reader.next(in, false)).isEqualTo(ResponseReader.Event.HELD);
        assertThat(in.readableBytes()).isEqualTo(5);
        assertThat(reader.next(in, true)).isEqualTo(ResponseReader.Event.DATA);
        assertThat(reader.next(in, false)).isEqualTo(ResponseReader.Event.END);
    }

    @Test
    void knownNamesAreNotMadeAnew() throws Exception {
        String[] names = new String[2];
        for (int i = 0; i < 2; i++) {
            ResponseReader reader = reader("GET");
            reader.next(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\nContent-Type: a\r\n\r\n", ISO_8859_1), false);
            names[i] = reader.head().headers().name(0);
        }
        assertThat(names[0]).isSameAs(names[1]).isEqualTo("content-type");
    }

    private static ResponseReader reader(String method) {
        ResponseReader reader = new ResponseReader(new HeadScratch(), MAX_HEAD, MAX_HEADERS);
        reader.expect(method);
        return reader;
    }

    private static byte[] bytes(String text) {
        return text.replace("|", "\r\n").getBytes(ISO_8859_1);
    }

    /** Gives the reader so many bytes more each time, as a socket would. */
    private static String transcript(String method, byte[] bytes, int portion) throws ProtocolViolation {
        ResponseReader reader = reader(method);
        StringBuilder told = new StringBuilder();
        ByteBuf in = Unpooled.buffer();
        boolean inBody = false;
        for (int at = 0; at < bytes.length || at == 0; at += portion) {
            in.writeBytes(bytes, at, Math.min(portion, bytes.length - at));
            ResponseReader.Event event;
            do {
                event = reader.next(in, true);
                switch (event) {
                    case INFORMATIONAL ->
                        told.append("1xx ").append(head(reader)).append(' ');
                    case HEAD -> told.append(head(reader)).append(' ');
                    case DATA -> {
                        told.append(reader.data().toString(ISO_8859_1));
                        inBody = true;
                    }
                    case END ->
                        told.append(inBody ? " " : "")
                                .append("end")
                                .append(fields(reader.trailers()))
                                .append(reader.keepsAlive() ? " keep" : " close");
                    case HELD, MORE -> {}
                }
            } while (event != ResponseReader.Event.MORE);
        }
        return told.toString();
    }

    private static String head(ResponseReader reader) {
        return reader.head().status() + fields(reader.head().headers());
    }

    private static String fields(Headers headers) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < headers.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(headers.name(i)).append('=').append(headers.value(i));
        }
        return text.append(']').toString();
    }
}
