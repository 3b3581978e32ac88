package io.meshsdk.engine;

import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;

/** One inbound call. */
public interface InboundCall {
    /** Whether the application may have it. After {@link Plan.Later}, asked again. */
    Plan plan();

    /** The application's response head, as it goes to the caller. */
    ResponseHead responseHead(ResponseHead head);

    /** Exactly once, last. */
    void close(Outcome result);

    sealed interface Plan {
        /** To the application, with this head. */
        record Proceed(RequestHead head) implements Plan {}

        /** Answer this instead. */
        record Respond(LocalReply reply) implements Plan {}

        record Later(Wait waiting) implements Plan {}
    }
}
