package io.meshsdk.internal.xds.lastgood;

import com.google.protobuf.ByteString;
import io.meshsdk.model.ResourceType;

/**
 * One resource as it was accepted.
 *
 * @param name subscribed to
 * @param bytes the serialised message of the type
 */
public record Kept(ResourceType type, String name, ByteString bytes) {}
