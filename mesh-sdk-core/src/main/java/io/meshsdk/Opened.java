package io.meshsdk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a mesh has opened, ended in the reverse order: when it closes, and when its start fails half way. One that fails to end
 * does not keep the others. Used by one thread at a time.
 */
final class Opened implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.mesh");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** What needs parts that are opened one by one: if it cannot be made, none of them stays open. */
    static <T> T all(Function<Opened, T> making) {
        Opened opened = new Opened();
        try {
            return making.apply(opened);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("a part of the mesh did not end well: {}", part, e);
            }
        }
    }
}
