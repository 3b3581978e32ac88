package io.meshsdk.internal.xds;

import com.google.protobuf.ByteString;
import io.meshsdk.model.ResourceType;

/** Reads the bytes of one resource. Without state; the bytes may be hostile. */
@FunctionalInterface
public interface ResourceParser {
    /**
     * @param name as the wrapper around the resource gives it, for findings; empty where there is none, and then the name
     *     stands in the message
     * @param bytes the serialised message of {@code type}
     */
    Parsed parse(ResourceType type, String name, ByteString bytes);
}
