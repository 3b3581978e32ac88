package io.meshsdk;

import io.meshsdk.transport.Adapter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The adapters of one mesh, one of each type, which end with it. Safe for use by many threads. */
final class Adapters {
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}. */
    private final Map<Class<?>, Adapter> made = new LinkedHashMap<>();

    /** Guarded by {@link #lock}. */
    private boolean closed;

    <T extends Adapter> T get(Class<T> type, Supplier<T> make) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the mesh is closed");
            }
            Adapter known = made.get(type);
            if (known == null) {
                known = make.get();
                made.put(type, known);
            }
            return type.cast(known);
        } finally {
            lock.unlock();
        }
    }

    void close(Duration drain) {
        Map<Class<?>, Adapter> ending;
        lock.lock();
        try {
            closed = true;
            ending = new LinkedHashMap<>(made);
            made.clear();
        } finally {
            lock.unlock();
        }
        ending.values().forEach(each -> each.close(drain));
    }
}
