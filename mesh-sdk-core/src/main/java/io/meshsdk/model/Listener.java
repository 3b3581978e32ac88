package io.meshsdk.model;

import io.meshsdk.call.Address;
import java.util.List;
import java.util.Optional;

/**
 * {@code envoy.config.listener.v3.Listener}.
 *
 * @param address empty for API listeners
 * @param apiListener the connection manager of an {@code api_listener}
 */
public record Listener(
        String name,
        Optional<Address> address,
        TrafficDirection trafficDirection,
        Optional<HttpConnectionManager> apiListener,
        List<FilterChain> filterChains,
        Optional<FilterChain> defaultFilterChain,
        boolean tlsInspector)
        implements Resource {
    public Listener {
        filterChains = List.copyOf(filterChains);
    }

    @Override
    public ResourceType type() {
        return ResourceType.LISTENER;
    }

    public enum TrafficDirection {
        UNSPECIFIED,
        INBOUND,
        OUTBOUND
    }
}
