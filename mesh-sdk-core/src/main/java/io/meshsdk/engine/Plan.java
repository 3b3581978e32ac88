package io.meshsdk.engine;

import io.meshsdk.call.LocalReply;
import java.util.List;

/** What a driver does with a call. */
public sealed interface Plan {
    /**
     * To an upstream.
     *
     * @param replayLimitBytes how much of the request's body to keep for another attempt; 0 where none can come
     * @param mirrors copies to send and forget
     */
    record Forward(long replayLimitBytes, List<Mirror> mirrors) implements Plan {}

    /** An answer of the configuration: redirect or direct response. */
    record Reply(LocalReply reply) implements Plan {}

    /** Refused here, with a flag and a reason. */
    record Refuse(LocalReply reply) implements Plan {}

    /** Not the mesh's: the driver may send it past the mesh. */
    record PassThrough(String why) implements Plan {}

    /** Ask again when ready, or at the deadline. */
    record Later(Wait waiting) implements Plan {}

    /** A copy of the request to another cluster; its own call, with its own head. */
    record Mirror(OutboundCall call) {}
}
