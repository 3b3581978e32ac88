package io.meshsdk.internal.net;

import io.meshsdk.model.Http2ProtocolOptions;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.HttpProtocolOptions.Version;
import java.time.Duration;

/** What tests configure of HTTP/2. */
final class Http2Options {
    static final HttpProtocolOptions DEFAULTS = of(Duration.ofHours(1), Duration.ZERO, 0);

    private Http2Options() {}

    static HttpProtocolOptions with(Http2ProtocolOptions http2) {
        return new HttpProtocolOptions(
                Version.HTTP2, Duration.ofHours(1), Duration.ZERO, 0, 60 * 1024, 100, false, false, http2);
    }

    static HttpProtocolOptions of(Duration idle, Duration life, int maxRequests) {
        return new HttpProtocolOptions(
                Version.HTTP2, idle, life, maxRequests, 60 * 1024, 100, false, false, Http2ProtocolOptions.DEFAULT);
    }
}
