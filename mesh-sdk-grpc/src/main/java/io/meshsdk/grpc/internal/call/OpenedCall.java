package io.meshsdk.grpc.internal.call;

import io.grpc.Metadata;
import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.engine.OutboundCall;
import org.jspecify.annotations.Nullable;

/**
 * A call as it was given to the engine.
 *
 * @param opened null for a call that was not started
 * @param metadata the caller's
 * @param headers the same, as the engine saw them
 * @param deadline the caller's
 */
record OpenedCall(@Nullable OutboundCall opened, Metadata metadata, Headers headers, Deadline deadline) {
    static final OpenedCall NONE = new OpenedCall(null, new Metadata(), Headers.EMPTY, Deadline.NONE);

    OutboundCall engine() {
        if (opened == null) {
            throw new IllegalStateException("a call acts before it was started");
        }
        return opened;
    }
}
