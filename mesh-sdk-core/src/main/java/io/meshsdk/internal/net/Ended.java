package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.netty.buffer.ByteBuf;

/** An exchange that never began. */
enum Ended implements ClientExchange {
    EXCHANGE;

    @Override
    public void write(ByteBuf chunk) {
        chunk.release();
    }

    @Override
    public void end(Headers trailers) {}

    @Override
    public boolean writable() {
        return false;
    }

    @Override
    public void request(long chunks) {}

    @Override
    public long readNanos() {
        throw new IllegalStateException("nothing is ever read here");
    }

    @Override
    public void reset() {}
}
