package io.meshsdk.grpc.internal.call;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meshsdk.engine.Attempt;
import io.meshsdk.grpc.internal.connect.Sending;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One attempt: its inner call, whose events go to the {@link MeshCall} as long as it is its current attempt. */
final class InnerCall<ReqT, RespT> extends ClientCall.Listener<RespT> {
    final Attempt attempt;
    final Sending sending;
    private final MeshCall<ReqT, RespT> outer;
    private final ClientCall<Held<ReqT>, RespT> call;
    /** Guarded by the outer call's lock, as all that changes here. */
    private boolean over;

    InnerCall(
            MeshCall<ReqT, RespT> outer,
            Attempt attempt,
            Sending sending,
            InnerMethod<ReqT, RespT> method,
            CallOptions options) {
        this.outer = outer;
        this.attempt = attempt;
        this.sending = sending;
        this.call = sending.call(
                method.at(attempt.head().path()),
                options.withAuthority(attempt.head().authority()));
    }

    /** Sends all that there is of the request. It may be over before this returns. */
    void start(Metadata head, List<Held<ReqT>> messages, int requested, boolean halfClosed) {
        call.start(this, head);
        if (requested > 0 && !over) {
            call.request(requested);
        }
        for (int i = 0; i < messages.size() && !over; i++) {
            send(messages.get(i));
        }
        if (halfClosed && !over) {
            call.halfClose();
        }
    }

    ClientCall<Held<ReqT>, RespT> call() {
        return call;
    }

    void send(Held<ReqT> message) {
        call.setMessageCompression(message.compressed);
        call.sendMessage(message);
    }

    /** Ends it; it says no more. */
    void drop(@Nullable String why, @Nullable Throwable cause) {
        over = true;
        call.cancel(why == null && cause == null ? "another attempt takes its place" : why, cause);
    }

    @Override
    public void onHeaders(Metadata headers) {
        outer.headersCame(this, headers);
    }

    @Override
    public void onMessage(RespT message) {
        outer.messageCame(this, message);
    }

    @Override
    public void onReady() {
        outer.readyCame(this);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        over = true;
        sending.release();
        outer.ended(this, status, trailers);
    }
}
