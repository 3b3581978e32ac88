package io.meshsdk.engine;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;

/**
 * One try of a call on one endpoint. The engine has done with an attempt as soon as it answers {@link Next.Again},
 * {@link Next.Reroute}, {@link Next.Fail} or {@link Next.Done} about it, or lists it among losers: the driver then
 * resets its exchange, if it still runs, and says no more.
 */
public interface Attempt {
    /** 1 is the first. */
    int number();

    /** When it was made, on the clock of {@code Time.nanos()}. */
    long startedNanos();

    Endpoint endpoint();

    /**
     * What a connection to the endpoint must use, read when the endpoint was picked. Where it is refused there must be none: the
     * attempt has ended with {@code ConnectFailed}.
     */
    ClientSecurity security();

    RoutingPriority priority();

    /** As rewritten for this endpoint. */
    RequestHead head();

    /**
     * When to call {@link #timedOut(Timeout)} with {@link Timeout#DEADLINE}: the earliest of the caller's deadline, the
     * route's and this try's; {@link Long#MAX_VALUE} where there is none. Changes with {@link OutboundCall#requestEnded} and
     * with the response's head.
     */
    long deadlineNanos();

    /** The same as an object. */
    default Deadline deadline() {
        long nanos = deadlineNanos();
        return nanos == Long.MAX_VALUE ? Deadline.NONE : new Deadline(nanos);
    }

    /** Nanoseconds without a byte in either direction after which to call {@link #timedOut} with IDLE; 0 never. */
    long idleNanos();

    /** There is a connection, to this peer, and the request goes out on it. Told for the record; nothing follows from it. */
    default void connected(Peer peer) {}

    /**
     * The driver's transport has sent the request again by itself, for it had never been on the wire: that is no attempt of the
     * call's, and no retry of its policy. Told for the record, once for each time; nothing follows from it.
     */
    default void repeated() {}

    /** The response's final head has come (1xx do not count): Commit, Again, Reroute or Hold. */
    Next.AfterHead responseHead(ResponseHead head);

    /** The attempt ended: before its commit Again, Hold or Fail; after it Done. */
    Next.AfterEnd ended(Outcome outcome);

    /** A timer fired. Before the commit Again, Hedge, Hold or Fail; after it Fail, and the response is broken off. */
    Next.AfterTimeout timedOut(Timeout which);

    enum Timeout {
        DEADLINE,
        IDLE
    }
}
