package io.meshsdk.internal.xds.bootstrap.wire;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.meshsdk.call.Locality;
import io.meshsdk.model.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who asks, as a model. */
final class Nodes {
    private Nodes() {}

    static Node model(io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Node node) {
        return new Node(
                node.getId(),
                node.getCluster(),
                new Locality(
                        node.getLocality().getRegion(),
                        node.getLocality().getZone(),
                        node.getLocality().getSubZone()),
                fields(node.getMetadata()));
    }

    private static Map<String, Object> fields(Struct struct) {
        Map<String, Object> fields = new LinkedHashMap<>();
        struct.getFieldsMap().forEach((name, value) -> fields.put(name, value(value)));
        return fields;
    }

    private static Object value(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> value.getStringValue();
            case NUMBER_VALUE -> value.getNumberValue();
            case BOOL_VALUE -> value.getBoolValue();
            case STRUCT_VALUE -> fields(value.getStructValue());
            case LIST_VALUE ->
                value.getListValue().getValuesList().stream().map(Nodes::value).toList();
            case NULL_VALUE, KIND_NOT_SET -> Optional.empty();
        };
    }
}
