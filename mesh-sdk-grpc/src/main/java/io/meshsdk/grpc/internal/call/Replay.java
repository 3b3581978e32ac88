package io.meshsdk.grpc.internal.call;

import java.util.ArrayList;
import java.util.List;

/** The messages of a request that another attempt would need, up to a limit. Guarded by its call's lock. */
final class Replay<T> {
    private final List<Held<T>> messages = new ArrayList<>(1);
    /** How many of them are in {@link #bytes}: a message's length is learnt when it is first marshalled. */
    private int measured;

    private long bytes;
    private long limit = Long.MAX_VALUE;
    private boolean over;

    /** Until it is told nothing is let go. */
    void limit(long limitBytes) {
        limit = limitBytes;
    }

    List<Held<T>> messages() {
        return messages;
    }

    void add(Held<T> message) {
        if (!over) {
            messages.add(message);
        }
    }

    /** Whether the limit was passed just now: nothing is kept any more. */
    boolean overflows() {
        if (over) {
            return false;
        }
        while (measured < messages.size() && messages.get(measured).size() >= 0) {
            bytes += messages.get(measured).size();
            measured++;
        }
        if (bytes <= limit) {
            return false;
        }
        drop();
        return true;
    }

    void drop() {
        over = true;
        messages.clear();
    }
}
