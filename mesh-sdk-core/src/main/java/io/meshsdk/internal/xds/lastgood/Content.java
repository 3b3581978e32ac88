package io.meshsdk.internal.xds.lastgood;

import java.time.Instant;
import java.util.List;

/**
 * What a file holds.
 *
 * @param written when the control plane last stood for it
 */
public record Content(Binding binding, Instant written, List<Kept> resources) {
    public Content {
        resources = List.copyOf(resources);
    }
}
