package io.meshsdk.call;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * What is known of an accepted connection before its first request.
 *
 * @param serverName SNI of the ClientHello, lowercase; empty where there is none
 * @param alpn protocols that the ClientHello offers, in order; empty without TLS
 */
public record ConnectionFacts(
        InetSocketAddress local,
        InetSocketAddress remote,
        Encryption encryption,
        String serverName,
        List<String> alpn) {
    public ConnectionFacts {
        alpn = List.copyOf(alpn);
    }

    /** {@code FilterChainMatch.transport_protocol}: what the first bytes were. */
    public enum Encryption {
        TLS,
        PLAINTEXT
    }
}
