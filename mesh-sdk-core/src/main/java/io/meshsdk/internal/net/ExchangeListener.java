package io.meshsdk.internal.net;

import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.ResponseHead;
import io.netty.buffer.ByteBuf;

/** Hears what becomes of an exchange, on its event loop. Nothing comes after {@link #end} or {@link #failed}. */
public interface ExchangeListener {
    /** There is a connection, verified where it is TLS; the request's head goes out on it now. May come before open returns. */
    default void connected(Peer peer) {}

    /** There is a connection, or it has room again. */
    void writable();

    /** A 1xx other than 101; not the response. */
    default void informational(ResponseHead head) {}

    /** The final head. */
    void head(ResponseHead head);

    /** One chunk of the body, not empty. The buffer is the caller's: retain it to keep it. */
    void data(ByteBuf chunk);

    /** The response is complete. The exchange has ended, unless the request's body is still being sent: then reset it. */
    void end(Headers trailers);

    /** The exchange ended without a whole response. After {@link #head} the outcome is {@link Outcome.Truncated}. */
    void failed(Outcome outcome);
}
