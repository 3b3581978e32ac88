package io.meshsdk.model;

import java.time.Duration;

/** {@code envoy.config.core.v3.ConfigSource}: where a resource that another names comes from. */
public sealed interface ConfigSourceRef {
    Duration DEFAULT_INITIAL_FETCH_TIMEOUT = Duration.ofSeconds(15);

    /** 0 means to wait without end. */
    Duration initialFetchTimeout();

    /** The ADS stream. */
    record Ads(Duration initialFetchTimeout) implements ConfigSourceRef {}

    /** The source of the resource that names it. */
    record Self(Duration initialFetchTimeout) implements ConfigSourceRef {}

    /** {@code api_config_source} over gRPC: a stream of its own to a cluster of the bootstrap. */
    record Grpc(String cluster, boolean delta, Duration initialFetchTimeout) implements ConfigSourceRef {}

    /** A file that holds a discovery response; watched. */
    record Path(String path, Duration initialFetchTimeout) implements ConfigSourceRef {}
}
