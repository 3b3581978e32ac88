package io.meshsdk.engine;

import io.meshsdk.call.RequestHead;

/** The way out. Safe for use by many threads. */
public interface Outbound {
    /** Begins a call; whoever opened it must {@link OutboundCall#close} it. */
    OutboundCall open(RequestHead head, CallOptions options);

    /** Whether a call to this authority ({@code host[:port]}) would be the mesh's, by the configuration of now. */
    Reach reach(String authority);

    /** The answer to {@link #reach}. */
    sealed interface Reach {
        /** A virtual host takes it. */
        record Meshed() implements Reach {}

        /**
         * None takes it.
         *
         * @param refuse whether such calls are to be refused instead of passed by
         */
        record Unknown(boolean refuse, String why) implements Reach {}

        /** None takes it, and the listener's policies may refuse it by what it asks for: open the call, it says. */
        record Undecided() implements Reach {}

        /** No configuration yet: open the call, it waits, bounded. */
        record NotYet() implements Reach {}
    }
}
