package io.meshsdk.grpc.internal.serve;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.grpc.internal.call.Heads;
import java.util.concurrent.locks.ReentrantLock;

/** An admitted call: the engine is told of its head and its end, and may change the head. */
final class ToldCall<Q, P> extends SimpleForwardingServerCall<Q, P> {
    private final InboundCall inbound;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}. */
    private boolean headTold;

    /** Guarded by {@link #lock}. */
    private boolean closed;

    ToldCall(ServerCall<Q, P> call, InboundCall inbound) {
        super(call);
        this.inbound = inbound;
    }

    ServerCall.Listener<Q> listening(ServerCall.Listener<Q> application) {
        return new SimpleForwardingServerCallListener<>(application) {
            @Override
            public void onCancel() {
                end(new Outcome.Cancelled("downstream_remote_disconnect"));
                super.onCancel();
            }
        };
    }

    @Override
    public void sendHeaders(Metadata headers) {
        changed(headers, Heads.response(headers));
        super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
        changed(trailers, Heads.response(status, trailers));
        end(Outcome.Answered.of(200));
        super.close(status, trailers);
    }

    /** Only the first is the response's head. */
    private void changed(Metadata metadata, ResponseHead head) {
        lock.lock();
        try {
            if (!headTold && !closed) {
                headTold = true;
                Heads.apply(metadata, head.headers(), inbound.responseHead(head).headers());
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(Outcome outcome) {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                inbound.close(outcome);
            }
        } finally {
            lock.unlock();
        }
    }
}
