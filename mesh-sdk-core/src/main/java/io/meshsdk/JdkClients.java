package io.meshsdk;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The JDK's clients by which calls go past a mesh: they end with it. Safe for use by many threads. */
final class JdkClients implements AutoCloseable {
    /** Envoy's {@code connect_timeout} of a cluster that names none; the JDK would wait as long as the kernel does. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Ends a client's threads and connections at once. From JDK 21 on; before, a client ends once it is collected. */
    private static final @Nullable Method SHUTDOWN_NOW = shutdownNow();

    /**
     * Where clients are held. Weak: whoever holds one may be collected before the mesh closes. Guards itself and {@code closed}.
     */
    private final Set<AtomicReference<@Nullable HttpClient>> holders = Collections.newSetFromMap(new WeakHashMap<>());

    private boolean closed;

    /**
     * The holder's client, made if there is none yet.
     *
     * @throws IllegalStateException where the mesh is closed
     */
    HttpClient hold(AtomicReference<@Nullable HttpClient> holder, Supplier<HttpClient.Builder> builder) {
        HttpClient known = holder.get();
        if (known != null) {
            return known;
        }
        synchronized (holders) {
            if (closed) {
                throw new IllegalStateException("the mesh is closed");
            }
            HttpClient raced = holder.get();
            if (raced != null) {
                return raced;
            }
            HttpClient made = builder.get().build();
            holder.set(made);
            holders.add(holder);
            return made;
        }
    }

    @Override
    public void close() {
        List<AtomicReference<@Nullable HttpClient>> last;
        synchronized (holders) {
            closed = true;
            last = List.copyOf(holders);
            holders.clear();
        }
        for (AtomicReference<@Nullable HttpClient> holder : last) {
            HttpClient client = holder.getAndSet(null);
            if (client != null) {
                end(client);
            }
        }
    }

    private static void end(HttpClient client) {
        if (SHUTDOWN_NOW != null) {
            try {
                SHUTDOWN_NOW.invoke(client);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("a client of the JDK cannot be ended", e);
            }
        }
    }

    private static @Nullable Method shutdownNow() {
        try {
            return HttpClient.class.getMethod("shutdownNow");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
