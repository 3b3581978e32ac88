package io.meshsdk.grpc.internal.call;

import io.grpc.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a call's listener is told, in order, on the call's executor and in its context. Events are added under the call's lock
 * and sent off after it was let go, for the executor may be the caller's own thread.
 */
final class Delivery implements Runnable {
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Executor executor;
    private final Context context;

    Delivery(Executor executor, Context context) {
        this.executor = executor;
        this.context = context;
    }

    void add(Runnable event) {
        events.add(event);
    }

    /** Not under a lock. */
    void send() {
        if (!events.isEmpty() && scheduled.compareAndSet(false, true)) {
            boolean accepted = false;
            try {
                executor.execute(this);
                accepted = true;
            } finally {
                if (!accepted) {
                    scheduled.set(false);
                }
            }
        }
    }

    @Override
    public void run() {
        Context former = context.attach();
        try {
            do {
                for (Runnable event = events.poll(); event != null; event = events.poll()) {
                    event.run();
                }
                scheduled.set(false);
                // What came between the last look and the line above has found it scheduled.
            } while (!events.isEmpty() && scheduled.compareAndSet(false, true));
        } finally {
            context.detach(former);
        }
    }
}
