package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on an HTTP/2 connection. What comes of a body that nobody wants yet is kept, at most as much as the stream's
 * window lets the server send, for the window opens only as far as it is taken.
 */
final class Http2ClientStream implements Carrier {
    /** Far more than any server has hints to give; without a limit the final head might never come. */
    private static final int MAX_INFORMATIONAL = 100;

    /** A chunk of what was kept. */
    private static final int CHUNK_BYTES = 16 * 1024;

    private static final long UNKNOWN = -1;

    private final Http2ClientConnection connection;
    private final Exchange exchange;
    private @Nullable Http2Stream stream;
    private @Nullable ByteBuf held;
    private Headers trailers = Headers.EMPTY;
    private int informational;
    /** Of the response's body. */
    private long bytesLeft = UNKNOWN;

    private boolean headCame;
    private boolean bodiless;
    private boolean endCame;
    private boolean delivering;

    Http2ClientStream(Http2ClientConnection connection, Exchange exchange) {
        this.connection = connection;
        this.exchange = exchange;
    }

    @Override
    public Peer peer() {
        return connection.peer();
    }

    // ---- out ----

    @Override
    public void writeHead(Exchange of, boolean nothingFollows) {
        of.dropHead1();
        stream = connection.openStream(this, of, nothingFollows);
    }

    @Override
    public void writeChunk(ByteBuf chunk) {
        connection.writeData(stream, chunk, false);
    }

    @Override
    public void writeEnd(Headers last) throws ProtocolViolation {
        connection.writeEnd(stream, last);
    }

    @Override
    public void flush() {
        connection.flushSoon();
    }

    @Override
    public boolean hasRoom() {
        return connection.hasRoom(stream);
    }

    void roomCame() {
        exchange.roomCame();
    }

    // ---- in ----

    void fieldsCame(Http2ResponseFields fields, boolean last) throws ProtocolViolation {
        if (headCame) {
            trailers = fields.trailers();
            ended();
            return;
        }
        ResponseHead head = fields.head();
        int status = head.status();
        if (status < 200) {
            informational(head, last);
            return;
        }
        headCame = true;
        bodiless = status == 204 || status == 304 || exchange.head.method().equals("HEAD");
        bytesLeft = bodiless ? 0 : fields.contentLength();
        if (status == 204 && fields.contentLength() > 0) {
            throw new ProtocolViolation("http2.violation.of.messaging.rule: a Content-Length in a response of 204");
        }
        exchange.headCame(head);
        if (last) {
            ended();
        }
    }

    private void informational(ResponseHead head, boolean last) throws ProtocolViolation {
        if (head.status() == 101 || last) {
            throw new ProtocolViolation("http2.violation.of.messaging.rule: "
                    + (last ? "an informational response that ends the stream" : "101 has no place in HTTP/2"));
        }
        if (++informational > MAX_INFORMATIONAL) {
            throw new ProtocolViolation(
                    "http2.codec_error: more than " + MAX_INFORMATIONAL + " informational responses to one request");
        }
        exchange.informational(head);
    }

    /** How much of it may be given back to the window now. */
    int dataCame(ByteBuf data, boolean last) throws ProtocolViolation {
        if (!headCame) {
            throw new ProtocolViolation("http2.violation.of.messaging.rule: data before the response's head");
        }
        int size = data.readableBytes();
        if (bytesLeft != UNKNOWN) {
            if (size > bytesLeft) {
                throw new ProtocolViolation("http2.violation.of.messaging.rule: "
                        + (bodiless ? "a body where there is none" : "the body is longer than its Content-Length"));
            }
            bytesLeft -= size;
        }
        int taken = size;
        if (size > 0) {
            if (held == null && exchange.wantsData()) {
                exchange.dataCame(data);
            } else {
                hold(data);
                taken = 0;
            }
        }
        if (last) {
            ended();
        }
        return taken;
    }

    /** Copied, for a small slice would keep the whole buffer that it was read with. */
    private void hold(ByteBuf data) {
        ByteBuf kept = held;
        if (kept == null) {
            kept = connection.allocate(data.readableBytes());
            held = kept;
        } else {
            kept.discardSomeReadBytes();
        }
        kept.writeBytes(data, data.readerIndex(), data.readableBytes());
    }

    private void ended() throws ProtocolViolation {
        if (bytesLeft > 0) {
            throw new ProtocolViolation(
                    "http2.violation.of.messaging.rule: the body is shorter than its Content-Length");
        }
        endCame = true;
        // First: whoever hears of the end may want the stream's place for the next request.
        Http2Stream open = stream;
        if (open != null) {
            open.closeRemoteSide();
        }
        deliver();
    }

    @Override
    public void demandCame() {
        deliver();
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            int taken = deliverHeld();
            if (taken > 0) {
                connection.giveBack(stream, taken);
            }
        } finally {
            delivering = false;
        }
        if (endCame && held == null && !exchange.over()) {
            exchange.endCame(trailers);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very buffer
    private int deliverHeld() {
        int taken = 0;
        if (held != null) {
            exchange.pool.reads();
        }
        for (ByteBuf kept = held; kept != null && exchange.wantsData(); kept = held) {
            ByteBuf chunk = kept.readSlice(Math.min(CHUNK_BYTES, kept.readableBytes()));
            taken += chunk.readableBytes();
            if (!kept.isReadable()) {
                held = null;
            }
            try {
                exchange.dataCame(chunk);
            } finally {
                // Read to its end, or given up meanwhile.
                if (held != kept) {
                    kept.release();
                }
            }
        }
        return taken;
    }

    // ---- the end ----

    /** The server, or the connection, ended the stream. */
    void lost(Outcome outcome) {
        stream = null;
        // A whole response that waits to be taken stays one.
        if (!endCame) {
            release();
            exchange.fail(outcome);
        }
    }

    void violated(ProtocolViolation violation) {
        connection.reset(stream, Http2Error.PROTOCOL_ERROR);
        lost(Ends.violated(exchange.status(), violation));
    }

    int status() {
        return exchange.status();
    }

    @Override
    public void complete() {
        // The stream has ended by itself.
    }

    @Override
    public void abandon(Exchange by) {
        release();
        connection.reset(stream, Http2Error.CANCEL);
    }

    private void release() {
        ByteBuf kept = held;
        if (kept != null) {
            held = null;
            if (!delivering) {
                kept.release();
            }
        }
    }
}
