package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.pgv.validate.Validate;
import io.meshsdk.internal.proto.io.envoyproxy.pgv.validate.Validate.FieldRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The constraints that Envoy's own {@code .proto} files put on fields ({@code validate.rules}), read from their
 * descriptors: what breaks one, Envoy refuses. Keeps what it has read of each type; safe for use by many threads.
 */
final class Constraints {
    /** Differs from Envoy: istiod's configuration for gRPC leaves these out, which gRPC does not mind. */
    private static final Set<String> WAIVED = Set.of(
            "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.stat_prefix",
            "envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext"
                    + ".validation_context_sds_secret_config");

    /** The same, for what is discovered only: a bootstrap is held to it. */
    private static final String WAIVED_IF_DISCOVERED = "envoy.config.route.v3.VirtualHost.name";

    private final Map<Descriptor, Rules> types = new ConcurrentHashMap<>();

    /**
     * @param fields that have a constraint
     * @param neededFields that break it by being unset
     * @param messages to be looked into
     */
    private record Rules(
            List<OneofDescriptor> requiredOneofs,
            Map<FieldDescriptor, FieldConstraint> fields,
            List<FieldConstraint> neededFields,
            Set<FieldDescriptor> messages) {}

    /** Refuses what breaks a constraint, anywhere below the message; the content of an {@code Any} is not looked into. */
    void check(Message message, Reading reading) {
        Rules rules = types.computeIfAbsent(message.getDescriptorForType(), Constraints::rules);
        Map<FieldDescriptor, Object> set = reading.fields(message);
        for (OneofDescriptor oneof : rules.requiredOneofs) {
            if (!message.hasOneof(oneof)) {
                reading.refuse(message, oneof.getName(), "one of its fields must be set");
            }
        }
        for (FieldConstraint needed : rules.neededFields) {
            boolean waived = WAIVED_IF_DISCOVERED.equals(needed.field().getFullName())
                    && reading.clusters().isEmpty();
            if (!waived && !set.containsKey(needed.field())) {
                reading.refuse(
                        message, needed.field().getName(), needed.whenUnset().orElse(""));
            }
        }
        for (Map.Entry<FieldDescriptor, Object> entry : set.entrySet()) {
            FieldConstraint constraint = rules.fields.get(entry.getKey());
            if (constraint != null) {
                constraint.check(message, entry.getValue(), reading);
            }
            if (entry.getValue() instanceof Duration duration && !Values.mayStand(duration)) {
                reading.refuse(message, entry.getKey().getName(), Values.said(duration));
            }
            if (rules.messages.contains(entry.getKey())) {
                below(entry.getKey(), entry.getValue(), reading);
            }
        }
    }

    private void below(FieldDescriptor field, Object value, Reading reading) {
        if (field.isMapField()) {
            FieldDescriptor part = field.getMessageType().findFieldByNumber(2);
            for (Object entry : (List<?>) value) {
                check((Message) ((Message) entry).getField(part), reading);
            }
        } else if (field.isRepeated()) {
            for (Object entry : (List<?>) value) {
                check((Message) entry, reading);
            }
        } else {
            check((Message) value, reading);
        }
    }

    private static Rules rules(Descriptor type) {
        List<OneofDescriptor> oneofs = new ArrayList<>();
        Map<FieldDescriptor, FieldConstraint> fields = new HashMap<>();
        Set<FieldDescriptor> messages = new HashSet<>();
        for (OneofDescriptor oneof : type.getRealOneofs()) {
            if (oneof.getOptions().getExtension(Validate.required)) {
                oneofs.add(oneof);
            }
        }
        for (FieldDescriptor field : type.getFields()) {
            FieldRules rules = field.getOptions().getExtension(Validate.rules);
            boolean asksNothing = WAIVED.contains(field.getFullName())
                    || (rules.getTypeCase() == FieldRules.TypeCase.TYPE_NOT_SET && !rules.hasMessage());
            if (!asksNothing) {
                fields.put(field, FieldConstraint.of(field, rules));
            }
            if (isLookedInto(field) && !rules.getMessage().getSkip()) {
                messages.add(field);
            }
        }
        List<FieldConstraint> needed = fields.values().stream()
                .filter(constraint -> constraint.whenUnset().isPresent())
                .toList();
        return new Rules(oneofs, fields, needed, messages);
    }

    private static boolean isLookedInto(FieldDescriptor field) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return false;
        }
        FieldDescriptor value = field.isMapField() ? field.getMessageType().findFieldByNumber(2) : field;
        return value.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && !value.getMessageType().getFullName().startsWith("google.protobuf.");
    }
}
