package io.meshsdk.engine;

import io.meshsdk.call.LocalReply;

/** The answer to {@link OutboundCall#attempt}. */
public sealed interface AttemptStep {
    record Send(Attempt attempt) implements AttemptStep {}

    /** The call has failed: give this to the caller. */
    record Fail(LocalReply reply) implements AttemptStep {}

    record Later(Wait waiting) implements AttemptStep {}
}
