package io.meshsdk.spi;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlags;

/**
 * Hears the events of calls, for meters, spans and logs. It must not block and must not throw; its methods are called on the
 * thread of the event.
 */
public interface CallObserver {
    /** What a call carries for an observer that keeps nothing. */
    Object NOTHING = new Object();

    /** Hears nothing. */
    CallObserver NONE = new CallObserver() {};

    /** A call begins. The result comes back with each later event of the call. */
    default Object opened(CallFacts call) {
        return NOTHING;
    }

    /** An attempt is about to be sent with this head; the result is sent instead, with what propagates a trace. */
    default RequestHead attemptStarted(CallFacts call, Object kept, RequestHead head) {
        return head;
    }

    /** A transport has sent an attempt's request again by itself, for it had never been on the wire. */
    default void attemptRepeated(CallFacts call, Object kept, Endpoint endpoint) {}

    /** An inbound call goes to the application with this head; the result goes instead, with what propagates a trace. */
    default RequestHead admitted(CallFacts call, Object kept, RequestHead head) {
        return head;
    }

    /** A connection from a client was closed before it could call. */
    default void connectionRefused(ConnectionFacts connection, ResponseFlags flags, String why) {}

    /** An attempt ended, or was abandoned. */
    default void attemptEnded(CallFacts call, Object kept, Endpoint endpoint, Outcome outcome) {}

    /** Exactly once, last: what the caller saw. */
    default void closed(CallFacts call, Object kept, Outcome result) {}
}
