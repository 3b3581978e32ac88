package io.meshsdk.engine;

import io.meshsdk.call.LocalReply;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import java.util.List;

/** What a driver does after an event of an attempt. */
public sealed interface Next {
    Hold HOLD = new Hold();
    Done DONE = new Done();

    sealed interface AfterHead extends Next permits Commit, Again, Reroute, Hold {}

    sealed interface AfterEnd extends Next permits Again, Hold, Fail, Done {}

    sealed interface AfterTimeout extends Next permits Again, Hedge, Hold, Fail {}

    /**
     * Give this response to the caller.
     *
     * @param losers other attempts still running, to be reset
     */
    record Commit(ResponseHead head, List<Attempt> losers) implements AfterHead {}

    /**
     * Ask for another attempt after a pause. The pause never passes the call's deadline: {@code attempt()} then says
     * Fail.
     */
    record Again(long delayNanos) implements AfterHead, AfterEnd, AfterTimeout {}

    /**
     * An internal redirect: plan the call anew. The request is sent again with its body, unless the head has another method than
     * it had: then there is none.
     *
     * @param head of the request from now on
     */
    record Reroute(RequestHead head) implements AfterHead {}

    /**
     * Keep this attempt, and send another beside it after a pause, which {@code Again} says more of. The first response that the
     * engine commits ends the others.
     */
    record Hedge(long delayNanos) implements AfterTimeout {}

    /** Nothing now: another attempt is running. */
    record Hold() implements AfterHead, AfterEnd, AfterTimeout {}

    /** The call has failed: give this to the caller, or break the response off if its head was given already. */
    record Fail(LocalReply reply) implements AfterEnd, AfterTimeout {}

    /** Accounted for; nothing to do. */
    record Done() implements AfterEnd {}
}
