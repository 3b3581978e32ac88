package io.meshsdk.internal.net;

import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.HttpProtocolOptions.Version;
import io.meshsdk.transport.ClientSecurity;

/**
 * Which protocol the connections of a pool speak, as configured and as servers were found to do, and so how many exchanges
 * each may be expected to carry.
 */
final class PoolProtocol {
    /** As many as RFC 9113 §6.5.2 wants every server to take, until one has said its own limit. */
    private static final int STREAMS_EXPECTED = 100;

    private Version version = Version.HTTP1;
    private boolean http2;
    private boolean http1Required;
    private int maxExchanges;
    private int streams = STREAMS_EXPECTED;

    /** A connection is going to be opened under this configuration. */
    void configured(HttpProtocolOptions options, ClientSecurity security) {
        maxExchanges = options.maxRequestsPerConnection();
        if (options.version() != version) {
            version = options.version();
            http1Required = false;
            // A choice needs TLS; without it there is nothing to choose by.
            http2 = version == Version.HTTP2 || (version == Version.AUTO && security instanceof ClientSecurity.Tls);
        }
    }

    /** Whether this is not the configuration any more. */
    boolean outdated(ConnectionPolicy now) {
        return now.protocol().version() != version;
    }

    /** Whether the next connection is expected to speak HTTP/2. */
    boolean http2() {
        return http2;
    }

    /** Whether the next connection may speak HTTP/1 only: the server wants it where it could choose. */
    boolean http1Required() {
        return http1Required;
    }

    /** A server refused to answer over HTTP/2. */
    void requireHttp1() {
        if (version == Version.AUTO) {
            http1Required = true;
            http2 = false;
        }
    }

    /** A connection was opened that speaks HTTP/1. */
    void foundHttp1() {
        http2 = false;
    }

    /** A server said how many streams it takes at once. */
    void foundHttp2(int maxStreams) {
        http2 = true;
        streams = Math.max(1, maxStreams);
    }

    /** At once, at least 1. */
    int exchangesEach() {
        if (!http2) {
            return 1;
        }
        return maxExchanges == 0 ? streams : Math.min(streams, maxExchanges);
    }
}
