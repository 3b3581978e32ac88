package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.meshsdk.call.Headers;
import io.meshsdk.internal.match.ListValues;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a head or of trailers, each from the scratch, and learns how the message is framed. Hop-by-hop fields
 * are heeded and left out.
 */
final class ResponseFields {
    private static final int UNSET = -1;
    /** Far beyond any chunk; keeps the arithmetic from overflowing. */
    private static final int MAX_HEX_DIGITS = 15;

    private final HeadScratch scratch;
    private final int maxHeaders;
    private Headers.Builder builder = Headers.builder();
    /** Fields that {@code Connection} names: of this connection, so not the caller's. */
    private @Nullable Set<String> named;

    private int count;
    private int status;
    private boolean trailers;
    private boolean http10;
    private boolean close;
    private boolean keepAlive;
    private boolean transferEncoding;
    private long contentLength = UNSET;

    ResponseFields(HeadScratch scratch, int maxHeaders) {
        this.scratch = scratch;
        this.maxHeaders = maxHeaders;
    }

    void startHead() {
        start();
        trailers = false;
        close = false;
        keepAlive = false;
        transferEncoding = false;
        contentLength = UNSET;
    }

    /** What is known of the head stays. */
    void startTrailers() {
        start();
        trailers = true;
    }

    private void start() {
        builder = Headers.builder();
        named = null;
        count = 0;
    }

    int status() {
        return status;
    }

    boolean chunked() {
        return transferEncoding;
    }

    /** -1 where none is given. */
    long contentLength() {
        return contentLength;
    }

    boolean keepsAlive() {
        return !close && (!http10 || keepAlive);
    }

    Headers build() {
        Headers all = builder.build();
        return named == null ? all : without(named, all);
    }

    /** In one pass, for a server may name thousands. */
    private static Headers without(Set<String> names, Headers all) {
        Headers.Builder kept = Headers.builder();
        for (int i = 0; i < all.size(); i++) {
            if (!names.contains(all.name(i))) {
                kept.add(all.name(i), all.value(i));
            }
        }
        return kept.build();
    }

    /** {@code HTTP/1.1 200 OK}, where the reason may be missing. */
    void statusLine(int length) throws ProtocolViolation {
        byte[] line = scratch.bytes();
        if (length < 12
                || line[0] != 'H'
                || line[1] != 'T'
                || line[2] != 'T'
                || line[3] != 'P'
                || line[4] != '/'
                || line[5] != '1'
                || line[6] != '.'
                || (line[7] != '0' && line[7] != '1')
                || line[8] != ' '
                || (length > 12 && line[12] != ' ')) {
            throw new ProtocolViolation("http1.codec_error: not the status line of an HTTP/1 response");
        }
        http10 = line[7] == '0';
        status = digit(line[9]) * 100 + digit(line[10]) * 10 + digit(line[11]);
        if (status < 100 || status > 599) {
            throw new ProtocolViolation("http1.codec_error: status " + status + " is not within 100 to 599");
        }
        for (int i = 12; i < length; i++) {
            if (!Syntax.isValue(line[i] & 0xff)) {
                throw new ProtocolViolation("http1.invalid_characters: in the reason of the status line");
            }
        }
    }

    void add(int length) throws ProtocolViolation {
        byte[] line = scratch.bytes();
        if (Syntax.isBlank(line[0])) {
            throw new ProtocolViolation("http1.codec_error: a folded header line");
        }
        if (++count > maxHeaders) {
            throw new ProtocolViolation("http1.too_many_headers: more than " + maxHeaders);
        }
        int colon = 0;
        for (; colon < length && line[colon] != ':'; colon++) {
            byte lower = Syntax.token(line[colon]);
            if (lower == 0) {
                throw new ProtocolViolation("http1.invalid_characters: in the name of a header");
            }
            line[colon] = lower;
        }
        if (colon == 0 || colon == length) {
            throw new ProtocolViolation("http1.codec_error: a header line without a name and a colon");
        }
        field(HeaderNames.of(line, colon), value(line, colon + 1, length));
    }

    private static String value(byte[] line, int from, int to) throws ProtocolViolation {
        int start = from;
        int end = to;
        while (start < end && Syntax.isBlank(line[start])) {
            start++;
        }
        while (end > start && Syntax.isBlank(line[end - 1])) {
            end--;
        }
        for (int i = start; i < end; i++) {
            if (!Syntax.isValue(line[i] & 0xff)) {
                throw new ProtocolViolation("http1.invalid_characters: in the value of a header");
            }
        }
        return start == end ? "" : new String(line, start, end - start, ISO_8859_1);
    }

    private void field(String name, String value) throws ProtocolViolation {
        switch (name) {
            case "content-length" -> {
                // Differs from Envoy: in trailers it would speak of a message that is over.
                if (!trailers) {
                    contentLength(value);
                    builder.add(name, value);
                }
            }
            case "transfer-encoding" -> {
                if (!trailers) {
                    transferEncoding(value);
                }
            }
            case "connection" -> {
                if (!trailers) {
                    connection(value);
                }
            }
            case "keep-alive", "proxy-connection", "te", "upgrade" -> {}
            default -> builder.add(name, value);
        }
    }

    private void contentLength(String value) throws ProtocolViolation {
        long length = Lengths.parse(value);
        if (length < 0) {
            throw new ProtocolViolation("http1.codec_error: a Content-Length that is not a length");
        }
        if (contentLength != UNSET) {
            throw new ProtocolViolation("http1.codec_error: more than one Content-Length");
        }
        contentLength = length;
    }

    private void transferEncoding(String value) throws ProtocolViolation {
        if (transferEncoding || !value.equalsIgnoreCase("chunked")) {
            throw new ProtocolViolation("http1.invalid_transfer_encoding: other than one chunked");
        }
        if (http10) {
            throw new ProtocolViolation("http1.transfer_encoding_not_allowed: in an HTTP/1.0 response");
        }
        transferEncoding = true;
    }

    private void connection(String value) {
        for (String option : ListValues.lowercase(value)) {
            switch (option) {
                case "close" -> close = true;
                case "keep-alive" -> keepAlive = true;
                default -> {
                    if (named == null) {
                        named = new HashSet<>();
                    }
                    named.add(option);
                }
            }
        }
    }

    /** What two readers could understand differently ends the connection. */
    void checkFraming(boolean bodiless) throws ProtocolViolation {
        if (transferEncoding && contentLength != UNSET) {
            throw new ProtocolViolation("http1.content_length_and_chunked_not_allowed: both are given");
        }
        if (bodiless && transferEncoding) {
            throw new ProtocolViolation("http1.transfer_encoding_not_allowed: in a response of status " + status);
        }
        if (bodiless && contentLength > 0) {
            throw new ProtocolViolation("http1.content_length_not_allowed: in a response of status " + status);
        }
    }

    /** The number before extensions, which are skipped. */
    long chunkSize(int length) throws ProtocolViolation {
        byte[] line = scratch.bytes();
        long size = 0;
        int at = 0;
        for (; at < length; at++) {
            int digit = Character.digit(line[at], 16);
            if (digit < 0) {
                break;
            }
            size = size << 4 | digit;
            if (at >= MAX_HEX_DIGITS) {
                throw new ProtocolViolation("http1.codec_error: a chunk size beyond all measure");
            }
        }
        boolean ok = at > 0;
        while (at < length && Syntax.isBlank(line[at])) {
            at++;
        }
        ok &= at == length || line[at] == ';';
        for (; ok && at < length; at++) {
            ok = Syntax.isValue(line[at] & 0xff);
        }
        if (!ok) {
            throw new ProtocolViolation("http1.codec_error: not a chunk size");
        }
        return size;
    }

    private static int digit(byte b) {
        // A non-digit makes the status one that is out of range.
        return b >= '0' && b <= '9' ? b - '0' : 1000;
    }
}
