package io.meshsdk.internal.http;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * Hears what becomes of a call, on the call's event loop: it must not block. It hears either {@link #notMeshed}, or
 * {@link #reply}, or {@link #head} followed by data and {@link #end}; {@link #failed} may take the place of whatever is
 * still to come. Nothing comes after {@code notMeshed}, {@code reply}, {@code end} or {@code failed}; but a listener that throws is told {@code failed},
 * whatever it threw from, unless it was that.
 */
public interface ResponseListener {
    /** First of all, before the call starts, on the thread that starts it. */
    default void begun(RunningCall call) {}

    /** The call is not the mesh's; nothing was sent and the body was not read. */
    void notMeshed(RunningCall call, String why);

    /** A whole answer that was made here. */
    void reply(RunningCall call, LocalReply reply);

    void head(RunningCall call, ResponseHead head);

    /** One chunk of the body, as many as were requested. The buffer is the caller's: retain it to keep it. */
    void data(RunningCall call, ByteBuf chunk);

    void end(RunningCall call, Headers trailers);

    /** The call was cancelled, or its response broke off after its head. */
    void failed(RunningCall call, Outcome outcome);
}
