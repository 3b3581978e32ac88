package io.meshsdk.call;

import java.util.Map;

/**
 * {@code envoy.config.core.v3.Metadata}: for each filter's namespace a structure of strings, doubles, booleans, lists
 * and maps, as {@code google.protobuf.Struct} has them (its null is {@code Optional.empty()}).
 */
public record Metadata(Map<String, Map<String, Object>> filterMetadata) {
    public static final Metadata EMPTY = new Metadata(Map.of());

    public Metadata {
        filterMetadata = Map.copyOf(filterMetadata);
    }
}
