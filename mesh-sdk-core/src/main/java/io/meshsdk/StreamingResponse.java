package io.meshsdk;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.http.ResponseListener;
import io.meshsdk.internal.http.RunningCall;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Hands out a response's head when it comes, and passes its body on. Used on one event loop. */
final class StreamingResponse implements ResponseListener {
    private final Request request;
    private final Result<StreamedResponse> result;
    private final @Nullable Bypass bypass;
    private final Executor callbacks;
    private @Nullable BodyStream body;

    StreamingResponse(Request request, Result<StreamedResponse> result, @Nullable Bypass bypass, Executor callbacks) {
        this.request = request;
        this.result = result;
        this.bypass = bypass;
        this.callbacks = callbacks;
    }

    @Override
    public void begun(RunningCall call) {
        result.running(call);
    }

    @Override
    public void notMeshed(RunningCall call, String why) {
        Bypass.take(bypass, request, why, this, result);
    }

    @Override
    public void reply(RunningCall call, LocalReply reply) {
        request.bodyUnwanted();
        BodyStream stream = new BodyStream(call, callbacks);
        if (!reply.body().isEmpty()) {
            stream.offer(ByteBuffer.wrap(reply.body().getBytes(StandardCharsets.UTF_8)));
        }
        stream.end(Headers.EMPTY);
        result.succeed(new StreamedResponse(
                new ResponseHead(reply.status(), reply.headers()), Failures.replied(call, reply), stream));
    }

    @Override
    public void head(RunningCall call, ResponseHead head) {
        BodyStream stream = new BodyStream(call, callbacks);
        body = stream;
        result.succeed(new StreamedResponse(head, Failures.answered(call), stream));
    }

    @Override
    public void data(RunningCall call, ByteBuf chunk) {
        byte[] copy = new byte[chunk.readableBytes()];
        chunk.getBytes(chunk.readerIndex(), copy);
        stream().offer(ByteBuffer.wrap(copy));
    }

    @Override
    public void end(RunningCall call, Headers trailers) {
        request.bodyUnwanted();
        stream().end(trailers);
    }

    @Override
    public void failed(RunningCall call, Outcome outcome) {
        request.bodyUnwanted();
        MeshCallException cause = Failures.of(request, call, outcome);
        BodyStream stream = body;
        if (stream == null) {
            result.fail(cause);
        } else {
            stream.fail(cause);
        }
    }

    private BodyStream stream() {
        BodyStream stream = body;
        if (stream == null) {
            throw new IllegalStateException("a body came before its head");
        }
        return stream;
    }
}
