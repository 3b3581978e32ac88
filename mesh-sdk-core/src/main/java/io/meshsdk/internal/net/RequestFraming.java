package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.internal.match.ListValues;
import io.meshsdk.internal.net.Transport.RequestEnd;
import java.util.List;

/**
 * Which fields of a request's head go out, whatever the version of HTTP, and what they say of its body. What concerns one
 * connection only stays here; a length that is not the body's is refused. One serves all exchanges of a loop.
 */
final class RequestFraming {
    /** {@link #bodyBytes} of a body whose length is not known. */
    static final long CHUNKED = -1;

    private final String version;
    private long bodyBytes;
    private boolean sized;
    private boolean expectsContinue;

    /**
     * @param version as violations are named after it
     */
    RequestFraming(String version) {
        this.version = version;
    }

    /** Where the fields go. */
    interface Fields {
        void field(String name, String value) throws ProtocolViolation;

        /** {@code te: trailers}: of what it may ask for, we understand that. */
        void teTrailers() throws ProtocolViolation;
    }

    /** Of the head read last: how long its body must be, or {@link #CHUNKED}. */
    long bodyBytes() {
        return bodyBytes;
    }

    /** Of the head read last: whether a length is among its fields. */
    boolean sized() {
        return sized;
    }

    /** Of the head read last: whether its body waits for a 100. */
    boolean expectsContinue() {
        return expectsContinue;
    }

    void read(Headers headers, RequestEnd end, Fields to) throws ProtocolViolation {
        bodyBytes = end == RequestEnd.LATER ? CHUNKED : 0;
        sized = false;
        expectsContinue = false;
        List<String> named = RequestSyntax.namedByConnection(headers);
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            String value = headers.value(i);
            switch (name) {
                case "connection",
                        "host",
                        "http2-settings",
                        "keep-alive",
                        "proxy-connection",
                        "transfer-encoding",
                        "upgrade" -> {}
                case "content-length" -> {
                    if (sized) {
                        throw new ProtocolViolation(
                                version + ".codec_error: the request has more than one Content-Length");
                    }
                    sized = true;
                    bodyBytes = RequestSyntax.bodyBytes(value, end, version);
                    to.field(name, value);
                }
                case "te" -> {
                    if (ListValues.lowercase(value).contains("trailers")) {
                        to.teTrailers();
                    }
                }
                case "expect" -> {
                    // Without a body there is nothing to wait for.
                    if (end == RequestEnd.LATER) {
                        expectsContinue |= value.equalsIgnoreCase("100-continue");
                        to.field(name, value);
                    }
                }
                default -> {
                    if (named.isEmpty() || !named.contains(name)) {
                        to.field(name, value);
                    }
                }
            }
        }
    }
}
