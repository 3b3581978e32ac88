package io.meshsdk.internal.xds.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.pgv.validate.Validate.EnumRules;
import io.meshsdk.internal.proto.io.envoyproxy.pgv.validate.Validate.FieldRules;
import io.meshsdk.internal.proto.io.envoyproxy.pgv.validate.Validate.MapRules;
import io.meshsdk.internal.proto.io.envoyproxy.pgv.validate.Validate.RepeatedRules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What one field must be. */
final class FieldConstraint {
    /** Says what is wrong with a value, if anything is. */
    interface Test extends Function<Object, Optional<String>> {}

    private static final Test NOTHING = value -> Optional.empty();

    private final FieldDescriptor field;
    private final FieldRules rules;
    private final Test test;
    private final Optional<String> whenUnset;

    private FieldConstraint(FieldDescriptor field, FieldRules rules, Test test) {
        this.field = field;
        this.rules = rules;
        this.test = test;
        this.whenUnset = whenUnset(field, rules, test);
    }

    static FieldConstraint of(FieldDescriptor field, FieldRules rules) {
        Test test = NOTHING;
        if (rules.hasRepeated()) {
            test = value(rules.getRepeated().getItems());
        } else if (!rules.hasMap()) {
            test = value(rules);
        }
        return new FieldConstraint(field, rules, test);
    }

    private static Optional<String> whenUnset(FieldDescriptor field, FieldRules rules, Test test) {
        if (field.isRepeated()) {
            long least = field.isMapField()
                    ? rules.getMap().getMinPairs()
                    : rules.getRepeated().getMinItems();
            return least > 0 ? Optional.of("holds 0 where at least " + least + " are needed") : Optional.empty();
        }
        if (!field.hasPresence()) {
            return test.apply(field.getDefaultValue());
        }
        // A member of a oneof is only required to be set where it is the one.
        boolean required = field.getContainingOneof() == null
                && (rules.getMessage().getRequired()
                        || rules.getDuration().getRequired()
                        || rules.getAny().getRequired());
        return required ? Optional.of("must be set") : Optional.empty();
    }

    FieldDescriptor field() {
        return field;
    }

    /** What is wrong where the field is not set, if anything is. */
    Optional<String> whenUnset() {
        return whenUnset;
    }

    /** Refuses a value that is set. */
    void check(Message message, Object value, Reading reading) {
        if (field.isMapField()) {
            map(message, (List<?>) value, rules.getMap(), reading);
        } else if (field.isRepeated()) {
            list(message, (List<?>) value, rules.getRepeated(), reading);
        } else {
            test.apply(unwrapped(value)).ifPresent(why -> reading.refuse(message, field.getName(), why));
        }
    }

    private void list(Message message, List<?> values, RepeatedRules repeated, Reading reading) {
        count(message, values.size(), repeated.getMinItems(), repeated.hasMaxItems(), repeated.getMaxItems(), reading);
        if (repeated.getUnique() && new HashSet<>(values).size() != values.size()) {
            reading.refuse(message, field.getName(), "holds something twice");
        }
        for (int i = 0; i < values.size(); i++) {
            Optional<String> wrong = test.apply(unwrapped(values.get(i)));
            if (wrong.isPresent()) {
                reading.refuse(message, field.getName() + "[" + i + "]", wrong.get());
            }
        }
    }

    private void map(Message message, List<?> entries, MapRules map, Reading reading) {
        count(message, entries.size(), map.getMinPairs(), map.hasMaxPairs(), map.getMaxPairs(), reading);
        Test keys = value(map.getKeys());
        Test values = value(map.getValues());
        for (Object entry : entries) {
            Message pair = (Message) entry;
            Object key = pair.getField(pair.getDescriptorForType().findFieldByNumber(1));
            Object value = pair.getField(pair.getDescriptorForType().findFieldByNumber(2));
            keys.apply(key)
                    .or(() -> values.apply(unwrapped(value)))
                    .ifPresent(why -> reading.refuse(message, field.getName() + "[" + key + "]", why));
        }
    }

    private void count(Message message, int size, long least, boolean bounded, long most, Reading reading) {
        if (size < least) {
            reading.refuse(message, field.getName(), "holds " + size + " where at least " + least + " are needed");
        }
        if (bounded && size > most) {
            reading.refuse(message, field.getName(), "holds " + size + " where at most " + most + " may be");
        }
    }

    /** The constraints of a wrapper, such as {@code UInt32Value}, are those of what it wraps. */
    private static Object unwrapped(Object value) {
        if (value instanceof Message message) {
            Descriptor type = message.getDescriptorForType();
            if (type.getFile().getName().equals("google/protobuf/wrappers.proto")) {
                return message.getField(type.findFieldByNumber(1));
            }
        }
        return value;
    }

    private static Test value(FieldRules rules) {
        return switch (rules.getTypeCase()) {
            case STRING -> new TextConstraint(rules.getString());
            case BYTES ->
                value -> size(
                        ((ByteString) value).size(),
                        rules.getBytes().getMinLen(),
                        rules.getBytes().hasMaxLen(),
                        rules.getBytes().getMaxLen());
            case ENUM -> value -> enumeration(rules.getEnum(), (EnumValueDescriptor) value);
            case BOOL ->
                value -> !rules.getBool().hasConst()
                                || value.equals(rules.getBool().getConst())
                        ? Optional.empty()
                        : Optional.of("must be " + rules.getBool().getConst());
            case REPEATED, MAP, ANY, TIMESTAMP, TYPE_NOT_SET -> NOTHING;
            default -> NumberConstraint.of(rules);
        };
    }

    private static Optional<String> size(int size, long least, boolean bounded, long most) {
        return size < least || (bounded && size > most) ? Optional.of("has a length of " + size) : Optional.empty();
    }

    private static Optional<String> enumeration(EnumRules rules, EnumValueDescriptor value) {
        // An undefined number has a descriptor of its own, which the type does not list.
        boolean undefined = rules.getDefinedOnly() && value.getType().findValueByNumber(value.getNumber()) == null;
        boolean outside = rules.getInCount() > 0 && !rules.getInList().contains(value.getNumber());
        if (undefined || outside || rules.getNotInList().contains(value.getNumber())) {
            return Optional.of(value.getNumber() + " is not a value that may stand here");
        }
        return Optional.empty();
    }
}
