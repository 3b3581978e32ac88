package io.meshsdk.internal.http;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.netty.buffer.ByteBuf;

/** Listens to a mirrored call: its answer is read, so that its connection can be kept, and dropped. */
final class Unheard implements ResponseListener {
    static final Unheard INSTANCE = new Unheard();

    private Unheard() {}

    @Override
    public void notMeshed(RunningCall call, String why) {}

    @Override
    public void reply(RunningCall call, LocalReply reply) {}

    @Override
    public void head(RunningCall call, ResponseHead head) {
        call.request(Long.MAX_VALUE);
    }

    @Override
    public void data(RunningCall call, ByteBuf chunk) {}

    @Override
    public void end(RunningCall call, Headers trailers) {}

    @Override
    public void failed(RunningCall call, Outcome outcome) {}
}
