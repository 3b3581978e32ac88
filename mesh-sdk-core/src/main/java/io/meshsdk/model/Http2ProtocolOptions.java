package io.meshsdk.model;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code envoy.config.core.v3.Http2ProtocolOptions} of a cluster.
 *
 * @param maxConcurrentStreams 1024 unless set; a server's own limit holds if it is lower
 * @param initialStreamWindowSize bytes; how much of one response may wait to be read
 * @param initialConnectionWindowSize bytes; how much may be under way on a connection
 */
public record Http2ProtocolOptions(
        int maxConcurrentStreams,
        int initialStreamWindowSize,
        int initialConnectionWindowSize,
        Optional<Keepalive> connectionKeepalive) {
    // Differs from Envoy, whose 16 and 24 MiB any stalled reader would take of the process's memory.
    public static final Http2ProtocolOptions DEFAULT =
            new Http2ProtocolOptions(1024, 256 * 1024, 1024 * 1024, Optional.empty());

    /**
     * {@code envoy.config.core.v3.KeepaliveSettings}: PING, and an end to connections that do not answer.
     *
     * @param interval between pings; zero for none but those after idling
     * @param timeout for the answer; goes on while anything else comes
     * @param intervalJitterPercent how much longer than the interval it may take, 15 unless set
     * @param connectionIdleInterval after so long without a stream the next one is sent together with a ping; zero for none
     */
    public record Keepalive(
            Duration interval, Duration timeout, double intervalJitterPercent, Duration connectionIdleInterval) {}
}
