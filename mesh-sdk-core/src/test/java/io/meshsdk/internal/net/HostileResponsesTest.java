package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meshsdk.call.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a server sends, {@link ResponseReader} reads it or refuses it by name, the same in whatever portions it comes, in as
 * many steps as there are bytes, and holds no more than its limits.
 */
class HostileResponsesTest {
    private static final int MAX_HEAD = 2_000;
    private static final int MAX_HEADERS = 10;
    private static final int MAX_INFORMATIONAL = 100;

    private static final String[] PARTS = {
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.0 200\r\n",
        "HTTP/1.1 204 No\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
        "HTTP/1.1 100 Go\r\n\r\n",
        "HTTP/1.1 101 Switching\r\n\r\n",
        "Content-Length: 5\r\n",
        "content-length: 999999999999999999\r\n",
        "content-length: -1\r\n",
        "transfer-encoding: chunked\r\n",
        "transfer-encoding: gzip, chunked\r\n",
        "connection: close, x\r\n",
        "connection: " + "a,".repeat(300) + "\r\n",
        "x: y\r\n",
        "x:" + " ".repeat(500) + "y\r\n",
        " folded\r\n",
        "\r\n",
        "5\r\nhello\r\n",
        "1;a=\"b\"\r\nx\r\n",
        "0\r\n",
        "0\r\n\r\n",
        "fffffffffffffff\r\n",
        "hello",
        "\n",
        "\r",
        "\0",
        ":",
        "\u00e9",
        "x".repeat(700)
    };

    /** With JAZZER_FUZZ=1 the fuzzer finds bytes of its own. */
    @FuzzTest
    void readsOrRefusesAnyBytes(byte[] bytes) {
        check("GET", bytes, 7);
        check("GET", concat("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", bytes), 3);
        check("HEAD", concat("HTTP/1.1 ", bytes), 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsOrRefusesPiecesOfResponsesInAnyOrder(long seed) {
        rounds(seed, 8_000);
    }

    @Tag("deep")
    @Test
    void readsOrRefusesMillionsOfThem() {
        for (long seed = 100; seed < 150; seed++) {
            rounds(seed, 100_000);
        }
    }

    @Test
    void thousandsOfNominatedFieldsAreLeftOut() throws Exception {
        String names = IntStream.range(0, 9_000).mapToObj(i -> "n" + i).collect(Collectors.joining(","));
        ResponseReader reader = new ResponseReader(new HeadScratch(), 60 * 1024, 100);
        reader.expect("GET");
        reader.next(
                Unpooled.copiedBuffer(
                        "HTTP/1.1 200 OK\r\nn0: a\r\nconnection: " + names + "\r\nn8999: b\r\nkept: c\r\n\r\n",
                        ISO_8859_1),
                false);

        assertThat(reader.head().headers()).isEqualTo(Headers.of("kept", "c"));
    }

    private static void rounds(long seed, int rounds) {
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : PARTS[random.nextInt(6)]);
            for (int part = random.nextInt(12); part > 0; part--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            byte[] bytes = text.toString().getBytes(ISO_8859_1);
            for (int change = random.nextInt(3); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                check(random.nextInt(8) == 0 ? "HEAD" : "GET", bytes, 1 + random.nextInt(40));
            } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError("seed " + seed + ", round " + round + ": " + text, broken);
            }
        }
    }

    private static void check(String method, byte[] bytes, int portion) {
        String whole = new Told(method).of(bytes, Math.max(1, bytes.length));
        assertThat(new Told(method).of(bytes, portion))
                .as("in portions of %s", portion)
                .isEqualTo(whole);
    }

    private static byte[] concat(String before, byte[] bytes) {
        byte[] start = before.getBytes(ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + bytes.length);
        System.arraycopy(bytes, 0, all, start.length, bytes.length);
        return all;
    }

    /** What a reader tells of one response, held to the limits on the way. */
    private static final class Told {
        private final HeadScratch scratch = new HeadScratch();
        private final ResponseReader reader = new ResponseReader(scratch, MAX_HEAD, MAX_HEADERS);
        private final StringBuilder told = new StringBuilder();
        private final int scratchAtFirst = scratch.bytes().length;
        private int informational;
        private int steps;

        Told(String method) {
            reader.expect(method);
        }

        String of(byte[] bytes, int portion) {
            ByteBuf in = Unpooled.buffer();
            try {
                for (int at = 0; at < bytes.length; at += portion) {
                    in.writeBytes(bytes, at, Math.min(portion, bytes.length - at));
                    read(in);
                    if (!reader.idle()) {
                        assertThat(in.readableBytes()).as("held back").isLessThanOrEqualTo(MAX_HEAD);
                    }
                    in.discardReadBytes();
                }
            } catch (ProtocolViolation refused) {
                assertThat(refused.why()).startsWith("http1.");
                told.append(refused.why());
            }
            assertThat(steps).as("steps").isLessThanOrEqualTo(2 * bytes.length + 4);
            assertThat(scratch.bytes().length).isLessThanOrEqualTo(Math.max(scratchAtFirst, 2 * MAX_HEAD));
            return told.toString();
        }

        private void read(ByteBuf in) throws ProtocolViolation {
            while (true) {
                steps++;
                switch (reader.next(in, true)) {
                    case INFORMATIONAL -> {
                        assertThat(++informational).isLessThanOrEqualTo(MAX_INFORMATIONAL);
                        head();
                    }
                    case HEAD -> head();
                    case DATA -> told.append(reader.data().toString(ISO_8859_1));
                    case END -> told.append(" end").append(fields(reader.trailers()));
                    case HELD -> throw new AssertionError("held although it is wanted");
                    case MORE -> {
                        return;
                    }
                }
            }
        }

        private void head() {
            told.append(reader.head().status()).append(fields(reader.head().headers()));
        }

        private static String fields(Headers headers) {
            assertThat(headers.size()).isLessThanOrEqualTo(MAX_HEADERS);
            StringBuilder text = new StringBuilder("[");
            int size = 0;
            for (int i = 0; i < headers.size(); i++) {
                size += headers.name(i).length() + headers.value(i).length();
                text.append(headers.name(i))
                        .append('=')
                        .append(headers.value(i))
                        .append('|');
            }
            assertThat(size).isLessThanOrEqualTo(MAX_HEAD);
            return text.append(']').toString();
        }
    }
}
