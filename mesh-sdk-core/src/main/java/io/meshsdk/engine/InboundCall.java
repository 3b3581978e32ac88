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
        /**
         * To the application, with this head.
         *
         * @param read its path as policies believe that the application reads it; an adapter must refuse what its server reads
         *     neither so nor as it stands in the head
         */
        record Proceed(RequestHead head, String read) implements Plan {
            /** Where there is but one reading. */
            public Proceed(RequestHead head) {
                this(head, head.path());
            }
        }

        /** Answer this instead. */
        record Respond(LocalReply reply) implements Plan {}

        record Later(Wait waiting) implements Plan {}
    }
}
