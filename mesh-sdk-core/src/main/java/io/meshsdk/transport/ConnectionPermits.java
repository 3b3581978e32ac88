package io.meshsdk.transport;

/**
 * Leave to open a connection or to wait for one, counted in one cluster and routing priority across all drivers and
 * event loops: {@code CircuitBreakers.Thresholds.max_connections} and {@code max_pending_requests}.
 *
 * <p>Safe for use by many threads. What was acquired is released exactly once.
 */
public interface ConnectionPermits {
    /** Before a connection is opened; released when it is closed, or could not be opened. */
    boolean tryAcquireConnection();

    /**
     * Whatever the limit, for an endpoint that has no connection: else calls would wait there for what cannot come. Envoy does
     * the same. Released like any other.
     */
    void acquireConnection();

    void releaseConnection();

    /** Before a call waits for a connection, one still being opened included; released when it has one or gives up. */
    boolean tryAcquirePending();

    void releasePending();
}
