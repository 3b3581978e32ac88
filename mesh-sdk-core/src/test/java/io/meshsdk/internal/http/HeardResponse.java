package io.meshsdk.internal.http;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes down what a caller hears. */
final class HeardResponse implements ResponseListener {
    private final Transcript transcript;

    HeardResponse(Transcript transcript) {
        this.transcript = transcript;
    }

    @Override
    public void notMeshed(RunningCall call, String why) {
        transcript.add("> not meshed: " + why);
    }

    @Override
    public void reply(RunningCall call, LocalReply reply) {
        transcript.add("> reply " + reply.status() + " " + reply.flags());
    }

    @Override
    public void head(RunningCall call, ResponseHead head) {
        transcript.add("> head " + head.status());
    }

    @Override
    public void data(RunningCall call, ByteBuf chunk) {
        transcript.add("> data " + chunk.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void end(RunningCall call, Headers trailers) {
        transcript.add("> end");
    }

    @Override
    public void failed(RunningCall call, Outcome outcome) {
        transcript.add("> failed " + outcome.flags() + " " + outcome.details());
    }
}
