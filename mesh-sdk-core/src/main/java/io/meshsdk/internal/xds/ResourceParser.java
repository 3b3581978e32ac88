package io.meshsdk.internal.xds;

import com.google.protobuf.ByteString;
import io.meshsdk.model.ResourceType;
import java.util.Set;

/** Reads the bytes of one resource. Without state; the bytes may be hostile. */
@FunctionalInterface
public interface ResourceParser {
    /**
     * @param name as the wrapper around the resource gives it, for findings; empty where there is none, and then the name
     *     stands in the message
     * @param bytes the serialised message of {@code type}
     */
    Parsed parse(ResourceType type, String name, ByteString bytes);

    /**
     * A resource that stands in a bootstrap. Its routes must name clusters that stand there, too, unless they say otherwise.
     *
     * @param clusters that stand there
     */
    default Parsed parseFixed(ResourceType type, ByteString bytes, Set<String> clusters) {
        return parse(type, "", bytes);
    }
}
