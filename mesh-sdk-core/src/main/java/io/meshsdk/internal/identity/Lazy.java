package io.meshsdk.internal.identity;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A value made when first asked for: a TLS context costs native memory, and most clusters use one of three. */
final class Lazy<T> {
    interface Maker<T> {
        T make() throws javax.net.ssl.SSLException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Maker<T> maker;
    private volatile @Nullable T value;

    Lazy(Maker<T> maker) {
        this.maker = maker;
    }

    T get() {
        T made = value;
        if (made != null) {
            return made;
        }
        lock.lock();
        try {
            made = value;
            if (made == null) {
                made = maker.make();
                value = made;
            }
            return made;
        } catch (javax.net.ssl.SSLException e) {
            throw new IllegalStateException(
                    "the TLS library refuses this key or these parameters: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
