package io.meshsdk.internal.authz;

import io.meshsdk.call.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is behind proxies: {@code use_remote_address} and {@code xff_num_trusted_hops}.
 *
 * @param trustedHops addresses at the end of {@code x-forwarded-for} that proxies of ours wrote
 */
public record ForwardedFor(boolean useRemoteAddress, int trustedHops) {
    private static final String HEADER = "x-forwarded-for";

    /** The peer itself where the header has too few addresses, or none that can be read. */
    public IpAddress client(Headers headers, IpAddress peer) {
        if (useRemoteAddress && trustedHops == 0) {
            return peer;
        }
        // With use_remote_address the peer counts as the last address.
        String entry = fromEnd(headers, useRemoteAddress ? trustedHops - 1 : trustedHops);
        IpAddress client = entry == null ? null : IpAddress.parse(entry);
        return client == null ? peer : client;
    }

    /** Several lines of the header are one list. */
    private static @Nullable String fromEnd(Headers headers, int skip) {
        int left = skip;
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (!headers.name(i).equals(HEADER)) {
                continue;
            }
            String value = headers.value(i);
            int end = value.length();
            while (end >= 0) {
                int comma = value.lastIndexOf(',', end - 1);
                if (left-- == 0) {
                    return value.substring(comma + 1, end).trim();
                }
                end = comma;
            }
        }
        return null;
    }
}
