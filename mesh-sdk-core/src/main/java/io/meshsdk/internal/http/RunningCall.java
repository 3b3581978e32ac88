package io.meshsdk.internal.http;

import io.meshsdk.spi.CallFacts;
import org.jspecify.annotations.Nullable;

/** A call under way. */
public interface RunningCall {
    /** Lets so many more chunks of the response's body come; {@link Long#MAX_VALUE} lifts the limit. From any thread. */
    void request(long chunks);

    /** The caller gives up: attempts are reset, and the listener hears of nothing but the cancellation. From any thread. */
    void cancel(String why);

    /** Attempts made so far. Read by the listener. */
    int attempts();

    /** What the mesh knows of the call; null where it is not the mesh's, or never began. Read by the listener. */
    @Nullable
    CallFacts facts();
}
