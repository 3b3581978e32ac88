package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A message in which one field, anywhere, is gone or has another value.
 *
 * @param path of the field, as findings have it
 * @param field its full name
 * @param others the message without it, and with other values in it
 */
record Without(String path, String field, List<Message> others) {

    /** One for each field that is set and has no parts of its own; an empty message says nothing. */
    static void each(Message message, Consumer<Without> visit) {
        each(message, "", Function.identity(), visit);
    }

    private static void each(Message message, String path, Function<Message, Message> whole, Consumer<Without> visit) {
        if (message instanceof Any any) {
            content(any).ifPresent(content -> each(content, path, changed -> whole.apply(pack(any, changed)), visit));
            return;
        }
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            String at = path.isEmpty() ? field.getName() : path + "." + field.getName();
            if (entry.getValue() instanceof Message empty
                    && empty.getAllFields().isEmpty()) {
                continue;
            }
            if (hasParts(field)) {
                below(message, field, at, whole, visit);
                continue;
            }
            List<Message> others = new ArrayList<>();
            others.add(whole.apply(message.toBuilder().clearField(field).build()));
            if (!field.isRepeated()) {
                others(field, entry.getValue())
                        .forEach(value -> others.add(whole.apply(
                                message.toBuilder().setField(field, value).build())));
            }
            visit.accept(new Without(at, field.getFullName(), others));
        }
    }

    private static boolean hasParts(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !isWhole(field.getMessageType());
    }

    private static void below(
            Message message,
            FieldDescriptor field,
            String at,
            Function<Message, Message> whole,
            Consumer<Without> visit) {
        if (!field.isRepeated()) {
            each(
                    (Message) message.getField(field),
                    at,
                    changed -> whole.apply(
                            message.toBuilder().setField(field, changed).build()),
                    visit);
            return;
        }
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
            int index = i;
            Message element = (Message) message.getRepeatedField(field, i);
            Function<Message, Message> put = changed -> whole.apply(
                    message.toBuilder().setRepeatedField(field, index, changed).build());
            if (field.isMapField()) {
                FieldDescriptor key = element.getDescriptorForType().findFieldByNumber(1);
                FieldDescriptor value = element.getDescriptorForType().findFieldByNumber(2);
                if (value.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !isWhole(value.getMessageType())) {
                    each(
                            (Message) element.getField(value),
                            at + "[" + element.getField(key) + "]",
                            changed -> put.apply(
                                    element.toBuilder().setField(value, changed).build()),
                            visit);
                }
            } else {
                each(element, at + "[" + i + "]", put, visit);
            }
        }
    }

    private static Stream<Object> others(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case INT -> Stream.of((Integer) value + 1);
            case LONG -> Stream.of((Long) value + 1);
            case FLOAT -> Stream.of((Float) value + 1);
            case DOUBLE -> Stream.of((Double) value + 1);
            case BOOLEAN -> Stream.of(!(Boolean) value);
            case STRING -> Stream.of(value + "x");
            case BYTE_STRING -> Stream.of(((ByteString) value).concat(ByteString.copyFromUtf8("x")));
            case ENUM -> field.getEnumType().getValues().stream().map(Object.class::cast);
            case MESSAGE -> Stream.empty();
        };
    }

    /** Structures are compared by what they hold. */
    private static boolean isWhole(Descriptor type) {
        return type.getFile().getName().equals("google/protobuf/struct.proto");
    }

    private static Message pack(Any any, Message content) {
        return any.toBuilder().setValue(content.toByteString()).build();
    }

    private static Optional<Message> content(Any any) {
        String name = any.getTypeUrl().substring(any.getTypeUrl().lastIndexOf('/') + 1);
        try {
            Class<?> type = Class.forName("io.meshsdk.internal.proto.io.envoyproxy." + name);
            Message prototype = (Message) type.getMethod("getDefaultInstance").invoke(null);
            return Optional.of(prototype.getParserForType().parseFrom(any.getValue()));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
