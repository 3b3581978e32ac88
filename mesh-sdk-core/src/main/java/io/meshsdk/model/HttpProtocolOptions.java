package io.meshsdk.model;

import java.time.Duration;

/**
 * {@code envoy.extensions.upstreams.http.v3.HttpProtocolOptions}.
 *
 * @param idleTimeout of a connection without calls; 1 h unless set, 0 none
 * @param maxRequestsPerConnection 0 means without limit
 * @param maxResponseHeadersBytes 60 KiB unless set
 * @param maxHeadersCount 100 unless set
 * @param http2 of connections that speak HTTP/2
 */
public record HttpProtocolOptions(
        Version version,
        Duration idleTimeout,
        Duration maxConnectionDuration,
        int maxRequestsPerConnection,
        int maxResponseHeadersBytes,
        int maxHeadersCount,
        boolean autoSni,
        boolean autoSanValidation,
        Http2ProtocolOptions http2) {
    public static final HttpProtocolOptions HTTP1 = new HttpProtocolOptions(
            Version.HTTP1,
            Duration.ofHours(1),
            Duration.ZERO,
            0,
            60 * 1024,
            100,
            false,
            false,
            Http2ProtocolOptions.DEFAULT);

    public enum Version {
        HTTP1,
        HTTP2,
        /** By ALPN. */
        AUTO,
        /** As the caller's own call came; HTTP/1 for HTTP doors, HTTP/2 for gRPC. */
        USE_DOWNSTREAM
    }
}
