package io.meshsdk.grpc.internal.call;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What the caller's listener is told. An answer of one message is told when it is whole, in one turn of the executor, which is why
 * its head comes no earlier than its end.
 */
final class Told<RespT> {
    private final Delivery delivery;
    private final boolean atOnce;
    private ClientCall.@Nullable Listener<RespT> listener;
    private @Nullable ClientCall<?, RespT> call;
    private @Nullable Metadata heldHead;
    private @Nullable RespT heldMessage;
    /** Why the listener could not be told all: it threw. Written by the executor. */
    private volatile @Nullable Status failure;

    Told(Delivery delivery, boolean atOnce) {
        this.delivery = delivery;
        this.atOnce = atOnce;
    }

    void listen(ClientCall.Listener<RespT> told, ClientCall<?, RespT> by) {
        listener = told;
        call = by;
    }

    void headers(Metadata head) {
        if (atOnce) {
            heldHead = head;
        } else {
            delivery.add(() -> tell(() -> listener().onHeaders(head)));
        }
    }

    void message(RespT message) {
        if (atOnce && heldMessage == null) {
            heldMessage = message;
        } else {
            delivery.add(() -> tell(() -> listener().onMessage(message)));
        }
    }

    void ready() {
        if (listener != null) {
            delivery.add(() -> tell(() -> listener().onReady()));
        }
    }

    void close(Status status, Metadata trailers) {
        Metadata head = heldHead;
        RespT message = heldMessage;
        delivery.add(() -> {
            if (head != null) {
                tell(() -> listener().onHeaders(head));
            }
            if (message != null) {
                tell(() -> listener().onMessage(message));
            }
            Status failed = failure;
            listener().onClose(failed == null ? status : failed, failed == null ? trailers : new Metadata());
        });
    }

    private void tell(Runnable event) {
        if (failure != null) {
            return;
        }
        try {
            event.run();
        } catch (RuntimeException | Error thrown) {
            failure = Status.CANCELLED
                    .withDescription("the call's listener threw")
                    .withCause(thrown);
            ClientCall<?, RespT> failed = call;
            if (failed != null) {
                failed.cancel("the call's listener threw", thrown);
            }
        }
    }

    private ClientCall.Listener<RespT> listener() {
        ClientCall.Listener<RespT> told = listener;
        if (told == null) {
            throw new IllegalStateException("a call without a listener");
        }
        return told;
    }
}
