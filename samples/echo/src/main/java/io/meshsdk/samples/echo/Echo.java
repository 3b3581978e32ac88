package io.meshsdk.samples.echo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the application saw of a request. A property that is {@code null} was not there.
 *
 * @param service which of several echoes answers: {@code spring.application.name}
 * @param path as it came, not decoded
 * @param peer who the mesh says is calling; absent where the request did not come through the mesh
 * @param tls what the web server says of the connection; absent in plaintext
 */
record Echo(
        String service,
        String method,
        String path,
        @Nullable String query,
        String protocol,
        Map<String, List<String>> headers,
        Body body,
        Map<String, String> trailers,
        String remote,
        @Nullable Caller peer,
        @Nullable Tls tls) {
    record Body(long bytes, String sha256) {}

    /**
     * @param verified whether a certificate was shown and found good
     * @param name the certificate's first URI SAN, else its first DNS SAN, else its subject
     */
    record Caller(boolean verified, String name, @Nullable String spiffeId) {}

    record Tls(
            @Nullable String protocol,
            @Nullable String cipherSuite,
            @Nullable String certificateSubject,
            List<String> certificateSans) {}
}
