package io.meshsdk.internal.net;

import io.meshsdk.call.Outcome;

/** An open connection, as its pool sees it. */
interface PooledConnection {
    /** An exchange begins on it. */
    void begin(Exchange exchange);

    /** Whether another exchange could begin beside those that are on it. */
    boolean hasCapacity();

    /** Whether it has been without an exchange for too long, or is too old. */
    boolean expired(long nowNanos);

    /** Takes no other exchange, and closes when those on it are over. */
    void retire();

    /** Closes, and ends what is on it. */
    void fail(Outcome outcome);
}
