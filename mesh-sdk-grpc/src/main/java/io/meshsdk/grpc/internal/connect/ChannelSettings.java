package io.meshsdk.grpc.internal.connect;

import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import java.time.Duration;
import java.util.Optional;

/**
 * What users may say of the connections below a channel; channels that say the same share them.
 *
 * @param keepAliveTime empty for no pings
 * @param maxInboundMetadataBytes 0 leaves gRPC's own
 * @param userAgent empty leaves gRPC's own
 * @param compressors empty for gRPC's own, as are decompressors
 */
public record ChannelSettings(
        Optional<Duration> keepAliveTime,
        Duration keepAliveTimeout,
        boolean keepAliveWithoutCalls,
        int maxInboundMetadataBytes,
        String userAgent,
        Optional<CompressorRegistry> compressors,
        Optional<DecompressorRegistry> decompressors) {
    public static final ChannelSettings DEFAULT = new ChannelSettings(
            Optional.empty(), Duration.ofSeconds(20), false, 0, "", Optional.empty(), Optional.empty());
}
