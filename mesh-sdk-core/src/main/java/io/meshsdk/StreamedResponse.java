package io.meshsdk;

import io.meshsdk.call.Headers;
import io.meshsdk.call.ResponseHead;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A response whose body is read as it comes: the sender is slowed down to the reader. The body is read in one way, once,
 * as a publisher or as a stream; whoever does not read it to its end must {@link #close()}, or the call lasts until its
 * deadline and keeps its connection.
 */
public final class StreamedResponse implements AutoCloseable {
    private final ResponseHead head;
    private final CallInfo info;
    private final BodyStream body;

    StreamedResponse(ResponseHead head, CallInfo info, BodyStream body) {
        this.head = head;
        this.info = info;
        this.body = body;
    }

    public int status() {
        return head.status();
    }

    public Headers headers() {
        return head.headers();
    }

    /** How the call went up to the response's head. */
    public CallInfo info() {
        return info;
    }

    /**
     * Takes one subscriber, whose signals run one at a time on the client's callback executor. Fails with
     * {@link MeshCallException} if the response breaks off; cancelling the subscription cancels the call. The buffers are the
     * subscriber's to keep.
     */
    public Flow.Publisher<ByteBuffer> body() {
        return body;
    }

    /**
     * Blocks its reader until bytes are there. Throws {@link java.io.IOException} if the response breaks off, and
     * {@link java.io.InterruptedIOException} on interrupt, which cancels the call. Closing it before the end cancels the call.
     */
    public InputStream bodyAsInputStream() {
        return BodyInputStream.reading(body);
    }

    /** Fields after the body; complete when the body has been read to its end, exceptionally if it broke off. */
    public CompletionStage<Headers> trailers() {
        return body.trailers();
    }

    /** Cancels the call, if it still runs; whoever reads the body hears that it broke off. */
    void breakOff(String why) {
        body.breakOff(why);
    }

    /** Cancels the call, if it still runs. */
    @Override
    public void close() {
        body.cancel();
    }
}
