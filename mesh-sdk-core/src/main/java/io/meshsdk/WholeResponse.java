package io.meshsdk;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.internal.http.ResponseListener;
import io.meshsdk.internal.http.RunningCall;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gathers a response in memory. Used on one event loop. */
final class WholeResponse implements ResponseListener {
    private static final byte[] NOTHING = new byte[0];

    /** What a peer's content-length is believed to be before the bytes are there. */
    private static final int TRUSTED_BYTES = 64 * 1024;

    private final Request request;
    private final Result<Response> result;
    private final @Nullable Bypass bypass;
    private final long maxBytes;
    private @Nullable ResponseHead head;
    private byte[] content = NOTHING;
    private int used;
    private boolean tooLarge;

    WholeResponse(Request request, Result<Response> result, @Nullable Bypass bypass, long maxBytes) {
        this.request = request;
        this.result = result;
        this.bypass = bypass;
        this.maxBytes = Math.min(maxBytes, Integer.MAX_VALUE - 8);
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
        result.succeed(new Response(
                reply.status(),
                reply.headers(),
                reply.body().getBytes(StandardCharsets.UTF_8),
                Headers.EMPTY,
                Failures.replied(call, reply)));
    }

    @Override
    public void head(RunningCall call, ResponseHead committed) {
        head = committed;
        call.request(Long.MAX_VALUE);
    }

    @Override
    public void data(RunningCall call, ByteBuf chunk) {
        int more = chunk.readableBytes();
        if (tooLarge) {
            return;
        }
        if (used + (long) more > maxBytes) {
            tooLarge = true;
            call.cancel("response body over " + maxBytes + " bytes");
            return;
        }
        if (used + more > content.length) {
            content = Arrays.copyOf(content, capacity(used + more));
        }
        chunk.getBytes(chunk.readerIndex(), content, used, more);
        used += more;
    }

    @Override
    public void end(RunningCall call, Headers trailers) {
        request.bodyUnwanted();
        ResponseHead committed = head;
        if (committed == null) {
            throw new IllegalStateException("a response ended before its head");
        }
        byte[] body = used == content.length ? content : Arrays.copyOf(content, used);
        result.succeed(new Response(committed.status(), committed.headers(), body, trailers, Failures.answered(call)));
    }

    @Override
    public void failed(RunningCall call, Outcome outcome) {
        request.bodyUnwanted();
        result.fail(Failures.of(request, call, outcome));
    }

    private int capacity(int needed) {
        if (content.length == 0) {
            ResponseHead committed = head;
            String announced = committed == null ? null : committed.headers().get("content-length");
            return announced == null ? needed : Math.max(needed, trusted(announced));
        }
        return (int) Math.min(maxBytes, Math.max(needed, content.length * 2L));
    }

    private static int trusted(String announced) {
        int bytes = 0;
        for (int i = 0; i < announced.length() && bytes < TRUSTED_BYTES; i++) {
            int digit = announced.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            bytes = bytes * 10 + digit;
        }
        return Math.min(bytes, TRUSTED_BYTES);
    }
}
