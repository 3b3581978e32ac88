package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.pgv.validate.Validate;
import io.meshsdk.internal.proto.io.envoyproxy.pgv.validate.Validate.FieldRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The constraints that Envoy's own {@code .proto} files put on fields ({@code validate.rules}), read from their
 * descriptors: what breaks one, Envoy refuses. Keeps what it has read of each type; safe for use by many threads.
 */
final class Constraints {
    /** Differs from Envoy: istiod's configuration for gRPC leaves these out, which gRPC does not mind. */
    private static final Set<String> WAIVED = Set.of(
            "envoy.config.route.v3.VirtualHost.name",
            "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.stat_prefix",
            "envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext"
                    + ".validation_context_sds_secret_config");

    private final Map<Descriptor, Rules> types = new ConcurrentHashMap<>();

    private record Rules(
            List<OneofDescriptor> required, List<FieldConstraint> fields, List<FieldDescriptor> messages) {}

    /** Refuses what breaks a constraint, anywhere below the message; the content of an {@code Any} is not looked into. */
    void check(Message message, Reading reading) {
        Rules rules = types.computeIfAbsent(message.getDescriptorForType(), Constraints::rules);
        for (OneofDescriptor oneof : rules.required) {
            if (!message.hasOneof(oneof)) {
                reading.refuse(message, oneof.getName(), "one of its fields must be set");
            }
        }
        for (FieldConstraint constraint : rules.fields) {
            constraint.check(message, reading);
        }
        for (FieldDescriptor field : rules.messages) {
            below(message, field, reading);
        }
    }

    private void below(Message message, FieldDescriptor field, Reading reading) {
        if (field.isMapField()) {
            FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
            for (Object entry : (List<?>) message.getField(field)) {
                check((Message) ((Message) entry).getField(value), reading);
            }
        } else if (field.isRepeated()) {
            for (Object entry : (List<?>) message.getField(field)) {
                check((Message) entry, reading);
            }
        } else if (message.hasField(field)) {
            check((Message) message.getField(field), reading);
        }
    }

    private static Rules rules(Descriptor type) {
        List<OneofDescriptor> required = new ArrayList<>();
        List<FieldConstraint> fields = new ArrayList<>();
        List<FieldDescriptor> messages = new ArrayList<>();
        for (OneofDescriptor oneof : type.getRealOneofs()) {
            if (oneof.getOptions().getExtension(Validate.required)) {
                required.add(oneof);
            }
        }
        for (FieldDescriptor field : type.getFields()) {
            FieldRules rules = field.getOptions().getExtension(Validate.rules);
            constraint(field, rules).ifPresent(fields::add);
            if (isLookedInto(field) && !rules.getMessage().getSkip()) {
                messages.add(field);
            }
        }
        return new Rules(required, fields, messages);
    }

    private static Optional<FieldConstraint> constraint(FieldDescriptor field, FieldRules rules) {
        boolean asksNothing = WAIVED.contains(field.getFullName())
                || (rules.getTypeCase() == FieldRules.TypeCase.TYPE_NOT_SET && !rules.hasMessage());
        return asksNothing ? Optional.empty() : Optional.of(FieldConstraint.of(field, rules));
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
