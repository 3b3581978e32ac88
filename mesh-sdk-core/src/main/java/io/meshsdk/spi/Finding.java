package io.meshsdk.spi;

import io.meshsdk.model.ResourceType;

/** Something to tell about a resource. */
public sealed interface Finding {
    ResourceType type();

    String resource();

    /** Field path from the resource's root, as {@code virtual_hosts[0].routes[2].match}. */
    String field();

    /**
     * The resource is not taken.
     *
     * @param why names the value and the way out
     */
    record Rejected(ResourceType type, String resource, String field, String why) implements Finding {
        @Override
        public String toString() {
            return resource + ": " + field + ": " + why;
        }
    }

    /** The resource is taken without this field. */
    record Ignored(ResourceType type, String resource, String field, String why) implements Finding {}
}
