package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.udpa.annotations.Sensitive;
import io.meshsdk.internal.xds.bootstrap.wire.KnownTypes;
import io.meshsdk.internal.xds.lastgood.LastGoodKeeper.Secrecy;
import io.meshsdk.model.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a resource holds what xDS marks as sensitive: private keys, passwords, tokens. What cannot be looked into may hold
 * it. Safe for use by many threads.
 */
public final class SensitiveFields implements Secrecy {
    private static final ByteString PEM = ByteString.copyFrom("PRIVATE KEY-----", StandardCharsets.US_ASCII);
    /** Within structures that no schema describes. */
    private static final List<String> TELLING = List.of("private_key", "privatekey", "password", "secret", "token");

    @Override
    public boolean holdsSecret(ResourceType type, ByteString bytes) {
        if (type == ResourceType.SECRET || contains(bytes, PEM)) {
            return true;
        }
        try {
            return in(MessageParser.prototype(type).getParserForType().parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            return true;
        }
    }

    private static boolean in(Message message) {
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            if (isSensitive(field.getKey()) && !isOnlyAPlace(field.getValue())) {
                return true;
            }
            if (tells(field.getKey(), field.getValue())) {
                return true;
            }
            if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE && inValue(field.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSensitive(FieldDescriptor field) {
        return field.getOptions().getExtension(Sensitive.sensitive);
    }

    /** A {@code DataSource} that says where the secret is. */
    private static boolean isOnlyAPlace(Object value) {
        return value instanceof Message message
                && message.getDescriptorForType().getFullName().equals("envoy.config.core.v3.DataSource")
                && message.getAllFields().keySet().stream()
                        .noneMatch(field -> field.getName().startsWith("inline_"));
    }

    private static boolean inValue(Object value) {
        if (value instanceof Collection<?> many) {
            return many.stream().anyMatch(SensitiveFields::inValue);
        }
        Message message = (Message) value;
        String name = message.getDescriptorForType().getFullName();
        return name.equals(Any.getDescriptor().getFullName()) ? inAny(message) : in(message);
    }

    /** As a message of its class, or as one that was made from a descriptor. */
    private static boolean inAny(Message any) {
        Descriptor type = any.getDescriptorForType();
        String url = (String) any.getField(type.findFieldByNumber(Any.TYPE_URL_FIELD_NUMBER));
        ByteString content = (ByteString) any.getField(type.findFieldByNumber(Any.VALUE_FIELD_NUMBER));
        if (content.isEmpty()) {
            return false;
        }
        Optional<Descriptor> known = KnownTypes.find(url);
        if (known.isEmpty()) {
            return true;
        }
        try {
            return in(DynamicMessage.parseFrom(known.get(), content));
        } catch (InvalidProtocolBufferException e) {
            return true;
        }
    }

    /** A key of a {@code google.protobuf.Struct}. */
    private static boolean tells(FieldDescriptor field, Object value) {
        if (!field.getContainingType().getFullName().equals("google.protobuf.Struct.FieldsEntry")
                || field.getNumber() != 1) {
            return false;
        }
        String key = value.toString().toLowerCase(Locale.ROOT);
        return TELLING.stream().anyMatch(key::contains);
    }

    private static boolean contains(ByteString bytes, ByteString part) {
        int last = bytes.size() - part.size();
        for (int i = 0; i <= last; i++) {
            if (bytes.byteAt(i) == part.byteAt(0)
                    && bytes.substring(i, i + part.size()).equals(part)) {
                return true;
            }
        }
        return false;
    }
}
