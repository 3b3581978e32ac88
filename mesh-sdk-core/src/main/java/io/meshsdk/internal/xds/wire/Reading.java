package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was read of one resource's messages, what was left out, and what is refused. Messages are told apart by identity;
 * {@link Findings} finds their field paths afterwards, so that whoever reads a message need not know where it stands.
 * Confined to one thread.
 */
final class Reading {
    private final Constraints constraints;
    /** The clusters of a bootstrap, which its routes must name; empty for what is discovered. */
    private final Optional<Set<String>> clusters;

    private final Map<Message, Set<String>> read = new IdentityHashMap<>();
    private final Map<Message, Map<String, String>> ignored = new IdentityHashMap<>();
    private final Map<Message, List<Refusal>> refused = new IdentityHashMap<>();
    private final Map<Message, Message> opened = new IdentityHashMap<>();
    private final Map<Message, Map<FieldDescriptor, Object>> fields = new IdentityHashMap<>();

    Reading(Constraints constraints, Optional<Set<String>> clusters) {
        this.constraints = constraints;
        this.clusters = clusters;
    }

    /** The fields that are set, found once for each message. */
    Map<FieldDescriptor, Object> fields(Message message) {
        return fields.computeIfAbsent(message, Message::getAllFields);
    }

    record Refusal(String field, String why) {}

    Optional<Set<String>> clusters() {
        return clusters;
    }

    /** These fields of a message are heeded; whatever else is set in it will be reported. */
    void read(Message message, Set<String> fields) {
        assert fields.stream().allMatch(field -> message.getDescriptorForType().findFieldByName(field) != null)
                : message.getDescriptorForType().getFullName() + " " + fields;
        read.put(message, fields);
    }

    /** The field is known and left out; what it holds is not looked at. */
    void ignore(Message message, String field, String why) {
        ignored.computeIfAbsent(message, m -> new LinkedHashMap<>()).putIfAbsent(field, why);
    }

    /**
     * The resource cannot be taken.
     *
     * @param field of the message, with an index where it is a list's entry; empty for the message itself
     */
    void refuse(Message message, String field, String why) {
        refused.computeIfAbsent(message, m -> new ArrayList<>()).add(new Refusal(field, why));
    }

    /** The content of an {@code Any}, held to the constraints of its type; empty, and refused, where it is broken. */
    @SuppressWarnings("unchecked") // the parser of a type makes messages of that type
    <T extends Message> Optional<T> open(Any any, T type) {
        try {
            T content = (T) type.getParserForType().parseFrom(any.getValue());
            opened.put(any, content);
            constraints.check(content, this);
            return Optional.of(content);
        } catch (InvalidProtocolBufferException e) {
            refuse(any, "value", "is not a " + type.getDescriptorForType().getFullName());
            return Optional.empty();
        }
    }

    boolean isRefused() {
        return !refused.isEmpty();
    }

    Map<Message, List<Refusal>> refusals() {
        return refused;
    }

    Optional<Set<String>> fieldsRead(Message message) {
        return Optional.ofNullable(read.get(message));
    }

    Map<String, String> ignoredIn(Message message) {
        return ignored.getOrDefault(message, Map.of());
    }

    Optional<Message> content(Message any) {
        return Optional.ofNullable(opened.get(any));
    }
}
