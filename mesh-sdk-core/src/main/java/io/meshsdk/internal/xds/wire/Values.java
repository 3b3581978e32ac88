package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.meshsdk.model.FractionalPercent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Fields whose type is one of protobuf's own, and shares. Absent and zero are told apart. */
final class Values {
    /** Longer ones mean the same, and nanoseconds of this still fit a long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Set<String> RUNTIME_FRACTION = Set.of("default_value");
    private static final Set<String> FRACTION = Set.of("numerator", "denominator");

    private Values() {}

    /** A {@code google.protobuf.Duration} field; negative or malformed is refused. */
    static Optional<Duration> duration(Message message, String field, Reading reading) {
        FieldDescriptor descriptor = message.getDescriptorForType().findFieldByName(field);
        if (!message.hasField(descriptor)) {
            return Optional.empty();
        }
        var proto = (com.google.protobuf.Duration) message.getField(descriptor);
        if (!mayStand(proto)) {
            // Refused already, with all that breaks a constraint.
            reading.refuse(message, field, said(proto));
            return Optional.of(Duration.ZERO);
        }
        Duration duration = Duration.ofSeconds(proto.getSeconds(), proto.getNanos());
        return Optional.of(duration.compareTo(LONGEST) > 0 ? LONGEST : duration);
    }

    /** Whether Envoy takes it: not negative, and in nanoseconds no more than a long holds. */
    static boolean mayStand(com.google.protobuf.Duration proto) {
        return proto.getSeconds() >= 0
                && proto.getNanos() >= 0
                && proto.getNanos() <= 999_999_999
                && proto.getSeconds() < Long.MAX_VALUE / 1_000_000_000;
    }

    static String said(com.google.protobuf.Duration proto) {
        return proto.getSeconds() + " s " + proto.getNanos() + " ns is not a duration that may stand here";
    }

    /** A {@code google.protobuf.UInt32Value} field. */
    static Optional<Long> uint32(Message message, String field) {
        FieldDescriptor descriptor = message.getDescriptorForType().findFieldByName(field);
        return message.hasField(descriptor)
                ? Optional.of(Integer.toUnsignedLong(
                        ((com.google.protobuf.UInt32Value) message.getField(descriptor)).getValue()))
                : Optional.empty();
    }

    /** As an int; what passes its range is the largest. */
    static int clamped(long value) {
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    static Map<String, Object> struct(Struct struct) {
        Map<String, Object> map = new HashMap<>();
        struct.getFieldsMap().forEach((key, value) -> map.put(key, value(value)));
        return map;
    }

    private static Object value(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> value.getStringValue();
            case NUMBER_VALUE -> value.getNumberValue();
            case BOOL_VALUE -> value.getBoolValue();
            case STRUCT_VALUE -> struct(value.getStructValue());
            case LIST_VALUE -> list(value.getListValue().getValuesList());
            case NULL_VALUE, KIND_NOT_SET -> Optional.empty();
        };
    }

    private static List<Object> list(List<Value> values) {
        List<Object> list = new ArrayList<>(values.size());
        values.forEach(value -> list.add(value(value)));
        return List.copyOf(list);
    }

    /** The default of a runtime fraction; there is no runtime that would override it. */
    static FractionalPercent fraction(RuntimeFractionalPercent proto, Reading reading) {
        reading.read(proto, RUNTIME_FRACTION);
        if (!proto.getRuntimeKey().isEmpty()) {
            reading.ignore(proto, "runtime_key", "there is no runtime; the default value holds");
        }
        reading.read(proto.getDefaultValue(), FRACTION);
        int denominator = switch (proto.getDefaultValue().getDenominator()) {
            case TEN_THOUSAND -> 10_000;
            case MILLION -> 1_000_000;
            default -> 100;
        };
        return new FractionalPercent(
                Integer.toUnsignedLong(proto.getDefaultValue().getNumerator()), denominator);
    }
}
