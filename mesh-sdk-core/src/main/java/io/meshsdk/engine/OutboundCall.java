package io.meshsdk.engine;

import io.meshsdk.call.Outcome;
import io.meshsdk.spi.CallFacts;

/**
 * One outbound call. The driver asks for a {@link Plan}, then for attempts until one is committed or the call failed,
 * and closes the call exactly once, whatever happened.
 */
public interface OutboundCall {
    /** What to do with the call. After {@link Wait}, asked again. */
    Plan plan();

    /** The next attempt, after {@link Plan.Forward} or {@link Next.Again}. */
    AttemptStep attempt();

    /** The whole request has been read: the route's and the per-try clock start here, as in Envoy. */
    void requestEnded();

    /** The same, of a request that was whole when the call was opened: unless the call had to wait, no clock is asked for it. */
    default void requestWasWhole() {
        requestEnded();
    }

    /** The replay limit was passed: no retry and no mirror from here on. */
    void replayLost();

    /** What is known of the call, now and as it goes on; after the close, too. Read by its driver, on the driver's thread. */
    CallFacts facts();

    /** The caller gave up. Ends all attempts for the engine; the driver resets their exchanges. */
    void cancel(String why);

    /**
     * Exactly once, last: releases what was admitted and writes telemetry.
     *
     * @param result what the caller saw
     */
    void close(Outcome result);
}
