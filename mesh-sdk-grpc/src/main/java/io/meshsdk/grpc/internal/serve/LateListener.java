package io.meshsdk.grpc.internal.serve;

import io.grpc.ServerCall;
import io.meshsdk.call.Outcome;
import io.meshsdk.engine.InboundCall;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Listens for a call that is not decided yet; what comes meanwhile is told when it is. No message comes: none was asked for. */
final class LateListener<Q> extends ServerCall.Listener<Q> {
    private final InboundCall inbound;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}. */
    private final Queue<Consumer<ServerCall.Listener<Q>>> early = new ArrayDeque<>();

    /** Set when all that was early has been told. Written under {@link #lock}. */
    private volatile ServerCall.@Nullable Listener<Q> listener;

    /** Guarded by {@link #lock}. */
    private boolean asked;

    LateListener(InboundCall inbound) {
        this.inbound = inbound;
    }

    /** Whether it is time to decide: once, and not after the caller went away. */
    boolean begin() {
        lock.lock();
        try {
            boolean first = !asked;
            asked = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    void decided(ServerCall.Listener<Q> made) {
        while (true) {
            Consumer<ServerCall.Listener<Q>> event;
            lock.lock();
            try {
                event = early.poll();
                if (event == null) {
                    listener = made;
                    return;
                }
            } finally {
                lock.unlock();
            }
            event.accept(made);
        }
    }

    private void tell(Consumer<ServerCall.Listener<Q>> event) {
        ServerCall.Listener<Q> known = listener;
        if (known == null) {
            lock.lock();
            try {
                known = listener;
                if (known == null) {
                    early.add(event);
                    return;
                }
            } finally {
                lock.unlock();
            }
        }
        event.accept(known);
    }

    @Override
    public void onMessage(Q message) {
        tell(to -> to.onMessage(message));
    }

    @Override
    public void onHalfClose() {
        tell(ServerCall.Listener::onHalfClose);
    }

    @Override
    public void onCancel() {
        if (begin()) {
            inbound.close(new Outcome.Cancelled("downstream_remote_disconnect"));
        } else {
            tell(ServerCall.Listener::onCancel);
        }
    }

    @Override
    public void onComplete() {
        tell(ServerCall.Listener::onComplete);
    }

    @Override
    public void onReady() {
        tell(ServerCall.Listener::onReady);
    }
}
