package io.meshsdk.internal.rpc;

import io.meshsdk.call.Address;
import java.util.List;

/**
 * A server to call.
 *
 * @param addresses at least one; names are looked up at each connection; tried in order
 * @param authority what is asked for: HTTP's authority, TLS's server name, and what the server's certificate must be for
 */
public record RpcTarget(List<Address> addresses, String authority, RpcSecurity security) {
    public RpcTarget {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no address for " + authority);
        }
    }
}
