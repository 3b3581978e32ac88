package io.meshsdk.internal.xds.lastgood;

import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was read from disk, as far as this version understands it.
 *
 * @param written when the control plane last stood for it
 */
public record Loaded(
        Instant written, Map<ResourceType, Map<String, Resource>> resources, List<Finding.Rejected> rejected) {
    /** By the name subscribed to. */
    public Map<String, Resource> of(ResourceType type) {
        return resources.getOrDefault(type, Map.of());
    }
}
