package io.meshsdk.model;

import java.util.List;

/** {@code envoy.config.listener.v3.FilterChain}. */
public record FilterChain(
        String name, FilterChainMatch match, TransportSocket transportSocket, List<NetworkFilter> filters) {
    public FilterChain {
        filters = List.copyOf(filters);
    }

    /** A network filter; what is not known refuses the connection. */
    public sealed interface NetworkFilter {
        record Http(HttpConnectionManager manager) implements NetworkFilter {}

        record NetworkRbac(Rbac rules) implements NetworkFilter {}

        /** Does nothing in a process of its own; named in the report. */
        record Inert(String typeUrl) implements NetworkFilter {}

        record Unsupported(String typeUrl) implements NetworkFilter {}
    }
}
