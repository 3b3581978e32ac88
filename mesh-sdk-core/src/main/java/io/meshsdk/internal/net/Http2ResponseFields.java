package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.ResponseHead;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of one header block from Netty's decoder straight into {@link Headers}. What RFC 9113 §8 calls malformed is
 * kept as a violation, for the block must be read to its end in any case: the connection's compression depends on it.
 */
final class Http2ResponseFields extends DefaultHttp2Headers {
    private static final AsciiString STATUS = PseudoHeaderName.STATUS.value();
    private static final int UNSET = -1;

    private final int maxHeaders;
    private final Headers.Builder builder = Headers.builder();
    private int count;
    private int status = UNSET;
    private @Nullable CharSequence statusText;
    private long contentLength = UNSET;
    private @Nullable ProtocolViolation violation;

    Http2ResponseFields(int maxHeaders) {
        super(false, 2);
        this.maxHeaders = maxHeaders;
    }

    /** -1 where none is given. */
    long contentLength() {
        return contentLength;
    }

    ResponseHead head() throws ProtocolViolation {
        throwViolation();
        if (status == UNSET) {
            throw new ProtocolViolation("http2.violation.of.messaging.rule: a response without :status");
        }
        return new ResponseHead(status, builder.build());
    }

    Headers trailers() throws ProtocolViolation {
        throwViolation();
        if (status != UNSET) {
            throw new ProtocolViolation("http2.violation.of.messaging.rule: :status in trailers");
        }
        // Differs from Envoy: it would speak of a message that is over.
        return contentLength == UNSET
                ? builder.build()
                : builder.remove("content-length").build();
    }

    private void throwViolation() throws ProtocolViolation {
        ProtocolViolation found = violation;
        if (found != null) {
            throw found;
        }
    }

    // ---- what the decoder calls ----

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        if (violation == null) {
            try {
                field(name, value);
            } catch (ProtocolViolation found) {
                violation = found;
            }
        }
        return this;
    }

    @Override
    public @Nullable CharSequence status() {
        return statusText;
    }

    @Override
    public int size() {
        return count;
    }

    private void field(CharSequence name, CharSequence value) throws ProtocolViolation {
        if (++count > maxHeaders) {
            throw new ProtocolViolation("http2.too_many_headers: more than " + maxHeaders);
        }
        if (name.length() > 0 && name.charAt(0) == ':') {
            pseudo(name, value);
            return;
        }
        if (!Syntax.isLowercaseToken(name)) {
            throw new ProtocolViolation("http2.invalid.header.field: in the name of a header");
        }
        if (!Syntax.isValue(value)) {
            throw new ProtocolViolation("http2.invalid.header.field: in the value of a header");
        }
        // Strings of what comes again and again are kept with the decoder's table.
        named(name.toString(), value.toString());
    }

    private void pseudo(CharSequence name, CharSequence value) throws ProtocolViolation {
        if (!STATUS.contentEquals(name)) {
            throw new ProtocolViolation(
                    "http2.violation.of.messaging.rule: a pseudo-header that responses do not have");
        }
        if (status != UNSET || count > 1) {
            throw new ProtocolViolation(
                    "http2.violation.of.messaging.rule: :status is not the first field, or not alone");
        }
        status = value.length() == 3 ? (int) Lengths.parse(value.toString()) : UNSET;
        if (status < 100 || status > 599) {
            throw new ProtocolViolation("http2.violation.of.messaging.rule: the status is not within 100 to 599");
        }
        statusText = value;
    }

    private void named(String name, String value) throws ProtocolViolation {
        switch (name) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" ->
                throw new ProtocolViolation("http2.violation.of.messaging.rule: " + name + " is of HTTP/1");
            case "te" -> {}
            case "content-length" -> {
                long length = Lengths.parse(value);
                if (length < 0) {
                    throw new ProtocolViolation(
                            "http2.violation.of.messaging.rule: a Content-Length that is not a length");
                }
                if (contentLength != UNSET) {
                    throw new ProtocolViolation("http2.violation.of.messaging.rule: more than one Content-Length");
                }
                contentLength = length;
                builder.add(name, value);
            }
            default -> builder.add(name, value.strip());
        }
    }
}
