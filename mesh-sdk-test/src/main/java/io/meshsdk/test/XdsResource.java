package io.meshsdk.test;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import io.meshsdk.model.ResourceType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One resource as a {@link ControlPlane} serves it.
 *
 * @param type its type URL
 * @param name what clients subscribe to
 * @param ttl after which a client that hears nothing of it forgets it; sent in a {@code Resource} wrapper
 * @param aliases other names by which a client may know it
 */
public record XdsResource(String type, String name, Any payload, Optional<Duration> ttl, List<String> aliases) {
    private static final String PREFIX = "type.googleapis.com/";

    public XdsResource {
        aliases = List.copyOf(aliases);
    }

    /**
     * A message under its own name: its field {@code name}, or {@code cluster_name} where it has that.
     *
     * @throws IllegalArgumentException where it has neither
     */
    public static XdsResource of(Message message) {
        String type = PREFIX + message.getDescriptorForType().getFullName();
        return new XdsResource(type, nameOf(message), Any.pack(message), Optional.empty(), List.of());
    }

    /** What no client can parse, under this type and name. */
    public static XdsResource undecodable(ResourceType type, String name) {
        // A field number of 0 is not allowed in any message.
        Any payload = Any.newBuilder()
                .setTypeUrl(type.typeUrl())
                .setValue(ByteString.copyFrom(new byte[] {0, 1, 2}))
                .build();
        return new XdsResource(type.typeUrl(), name, payload, Optional.empty(), List.of());
    }

    /** The same under another name than the message says, as with {@code xdstp://} names. */
    public XdsResource named(String other) {
        return new XdsResource(type, other, payload, ttl, aliases);
    }

    public XdsResource withTtl(Duration after) {
        return new XdsResource(type, name, payload, Optional.of(after), aliases);
    }

    public XdsResource withAliases(String... others) {
        return new XdsResource(type, name, payload, ttl, List.of(others));
    }

    static String nameOf(MessageOrBuilder message) {
        for (String field : List.of("name", "cluster_name")) {
            FieldDescriptor found = message.getDescriptorForType().findFieldByName(field);
            if (found != null && found.getJavaType() == FieldDescriptor.JavaType.STRING && !found.isRepeated()) {
                return (String) message.getField(found);
            }
        }
        throw new IllegalArgumentException(
                message.getDescriptorForType().getFullName() + " has no name of its own: use named(…)");
    }

    /** Without the payload, which may hold a private key. */
    @Override
    public String toString() {
        return type.substring(type.lastIndexOf('.') + 1) + " " + name;
    }
}
