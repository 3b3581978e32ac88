package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reads the responses of one HTTP/1 connection, one event at a time, from bytes that come in any portions.
 *
 * <p>Strict where two readers could disagree about where a message ends: a line ends with CR LF, a field has no folded lines,
 * one {@code Content-Length}, never beside a {@code Transfer-Encoding}, which is {@code chunked} or nothing.
 */
final class ResponseReader {
    enum Event {
        /** All bytes are used up. */
        MORE,
        /** {@link #head} is a 1xx. */
        INFORMATIONAL,
        /** {@link #head} is the final one. */
        HEAD,
        /** {@link #data} has some of the body. */
        DATA,
        /** Some of the body is there, but nobody wants it now. */
        HELD,
        /** The response is complete, with {@link #trailers}. */
        END
    }

    private enum State {
        IDLE,
        STATUS_LINE,
        FIELDS,
        LENGTH,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        ENDED
    }

    /** Far more than any server has hints to give; without a limit the final head might never come. */
    private static final int MAX_INFORMATIONAL = 100;

    private final LineReader lines;
    private final ResponseFields fields;
    private State state = State.IDLE;
    private boolean answersHead;
    private int informational;
    private long left;
    private ResponseHead head = new ResponseHead(0, Headers.EMPTY);
    private Headers trailers = Headers.EMPTY;
    private ByteBuf data = Unpooled.EMPTY_BUFFER;

    /** Limits as in {@code HttpProtocolOptions}. */
    ResponseReader(HeadScratch scratch, int maxHeadBytes, int maxHeaders) {
        lines = new LineReader(scratch, maxHeadBytes);
        fields = new ResponseFields(scratch, maxHeaders);
    }

    /** A request was sent, so a response may come. */
    void expect(String method) {
        answersHead = method.equals("HEAD");
        trailers = Headers.EMPTY;
        informational = 0;
        startHead();
    }

    ResponseHead head() {
        return head;
    }

    Headers trailers() {
        return trailers;
    }

    /** A slice of the buffer read from, good until the next call. */
    ByteBuf data() {
        return data;
    }

    /** Whether the connection may carry another request once this response has ended. */
    boolean keepsAlive() {
        return fields.keepsAlive();
    }

    /** Whether no response is being read. */
    boolean idle() {
        return state == State.IDLE;
    }

    /** Whether the next bytes are of a body. */
    boolean inBody() {
        return state.ordinal() >= State.LENGTH.ordinal() && state != State.ENDED;
    }

    /** Whether the body ends where the connection does. */
    boolean untilClose() {
        return state == State.UNTIL_CLOSE;
    }

    /**
     * The next event.
     *
     * @param wanted whether body is wanted now; {@link Event#HELD} tells that there is some when it is not
     */
    Event next(ByteBuf in, boolean wanted) throws ProtocolViolation {
        while (true) {
            switch (state) {
                case IDLE -> {
                    return Event.MORE;
                }
                case STATUS_LINE, FIELDS, CHUNK_SIZE, CHUNK_END, TRAILERS -> {
                    int length = lines.read(in);
                    if (length < 0) {
                        return Event.MORE;
                    }
                    Event event = line(length);
                    if (event != Event.MORE) {
                        return event;
                    }
                }
                case LENGTH, CHUNK_DATA, UNTIL_CLOSE -> {
                    return body(in, wanted);
                }
                case ENDED -> {
                    state = State.IDLE;
                    return Event.END;
                }
            }
        }
    }

    /** MORE here means to go on with the next line. */
    private Event line(int length) throws ProtocolViolation {
        switch (state) {
            case STATUS_LINE -> {
                fields.statusLine(length);
                state = State.FIELDS;
            }
            case FIELDS -> {
                if (length == 0) {
                    return headComplete();
                }
                fields.add(length);
            }
            case CHUNK_SIZE -> {
                left = fields.chunkSize(length);
                if (left == 0) {
                    lines.restart();
                    fields.startTrailers();
                    state = State.TRAILERS;
                } else {
                    state = State.CHUNK_DATA;
                }
            }
            case CHUNK_END -> {
                if (length != 0) {
                    throw new ProtocolViolation("http1.codec_error: a chunk is longer than its size");
                }
                lines.restart();
                state = State.CHUNK_SIZE;
            }
            case TRAILERS -> {
                if (length == 0) {
                    trailers = fields.build();
                    state = State.ENDED;
                } else {
                    fields.add(length);
                }
            }
            default -> throw new IllegalStateException("no line in " + state);
        }
        return Event.MORE;
    }

    private Event body(ByteBuf in, boolean wanted) {
        int readable = in.readableBytes();
        if (readable == 0) {
            return Event.MORE;
        }
        if (!wanted) {
            return Event.HELD;
        }
        if (state == State.UNTIL_CLOSE) {
            data = in.readSlice(readable);
            return Event.DATA;
        }
        int length = (int) Math.min(left, readable);
        data = in.readSlice(length);
        left -= length;
        if (left == 0) {
            state = state == State.LENGTH ? State.ENDED : State.CHUNK_END;
        }
        return Event.DATA;
    }

    private Event headComplete() throws ProtocolViolation {
        int status = fields.status();
        boolean bodiless = status < 200 || status == 204;
        fields.checkFraming(bodiless);
        head = new ResponseHead(status, fields.build());
        if (status < 200) {
            if (status == 101) {
                throw new ProtocolViolation(
                        "http1.codec_error: 101 (Switching Protocols) to a request that asked for none;"
                                + " upgrades are not supported");
            }
            if (++informational > MAX_INFORMATIONAL) {
                throw new ProtocolViolation("http1.codec_error: more than " + MAX_INFORMATIONAL
                        + " informational responses to one request");
            }
            startHead();
            return Event.INFORMATIONAL;
        }
        if (bodiless || answersHead || status == 304) {
            state = State.ENDED;
        } else if (fields.chunked()) {
            lines.restart();
            state = State.CHUNK_SIZE;
        } else if (fields.contentLength() >= 0) {
            left = fields.contentLength();
            state = left == 0 ? State.ENDED : State.LENGTH;
        } else {
            state = State.UNTIL_CLOSE;
        }
        return Event.HEAD;
    }

    private void startHead() {
        lines.restart();
        fields.startHead();
        state = State.STATUS_LINE;
    }
}
