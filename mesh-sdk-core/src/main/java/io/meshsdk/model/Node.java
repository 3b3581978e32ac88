package io.meshsdk.model;

import io.meshsdk.call.Locality;
import java.util.Map;

/**
 * {@code envoy.config.core.v3.Node}: who this process says it is.
 *
 * @param metadata as in {@link io.meshsdk.call.Metadata}
 */
public record Node(String id, String cluster, Locality locality, Map<String, Object> metadata) {
    public Node {
        metadata = Map.copyOf(metadata);
    }
}
