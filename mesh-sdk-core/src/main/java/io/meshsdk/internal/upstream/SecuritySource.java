package io.meshsdk.internal.upstream;

import io.meshsdk.call.Metadata;
import io.meshsdk.transport.ClientSecurity;

/**
 * The security of one cluster as of now: a fresh, immutable source replaces it at each rotation. Asked on the control thread,
 * once for each endpoint.
 */
@FunctionalInterface
public interface SecuritySource {
    /** By the endpoint's metadata: {@code transport_socket_matches} choose among sockets. */
    ClientSecurity of(Metadata endpoint);
}
