package io.meshsdk.grpc.internal.connect;

import java.time.Duration;
import java.util.Optional;

/**
 * What users may say of the connections below a channel; channels that say the same share them.
 *
 * @param keepAliveTime empty for no pings
 * @param maxInboundMetadataBytes 0 leaves gRPC's own
 * @param userAgent empty leaves gRPC's own
 */
public record ChannelSettings(
        Optional<Duration> keepAliveTime,
        Duration keepAliveTimeout,
        boolean keepAliveWithoutCalls,
        int maxInboundMetadataBytes,
        String userAgent) {
    public static final ChannelSettings DEFAULT =
            new ChannelSettings(Optional.empty(), Duration.ofSeconds(20), false, 0, "");
}
