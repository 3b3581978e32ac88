package io.meshsdk.grpc.internal.call;

import java.util.concurrent.locks.ReentrantLock;

/** One thing of a call at a time, whoever brings it; and only then, with nothing locked, what its listener is told of it. */
final class Turns {
    private final ReentrantLock lock = new ReentrantLock();
    private final Delivery delivery;

    Turns(Delivery delivery) {
        this.delivery = delivery;
    }

    /** Within a turn another may begin: an inner call may end in its own start. */
    void begin() {
        lock.lock();
    }

    void end() {
        lock.unlock();
        tell();
    }

    /** The listener may run on this very thread, so it waits for the end of the turn. */
    void tell() {
        if (!lock.isHeldByCurrentThread()) {
            delivery.send();
        }
    }
}
