package io.meshsdk.internal.xds.ads.wire;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Locality;
import io.meshsdk.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who asks, as a message. */
final class Nodes {
    private static final String AGENT = "mesh-sdk-java";
    /** Both spellings of "resources may come wrapped" are in use. Overprovisioning is supported, so it is not denied. */
    private static final List<String> FEATURES = List.of(
            "xds.config.resource-in-sotw", "xds.config.supports-resource-in-sotw", "xds.config.supports-resource-ttl");

    private Nodes() {}

    static io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Node message(Node node) {
        io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Node.Builder message =
                io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Node.newBuilder()
                        .setId(node.id())
                        .setCluster(node.cluster())
                        .setMetadata(struct(node.metadata()))
                        .setUserAgentName(AGENT)
                        .setUserAgentVersion(version())
                        .addAllClientFeatures(FEATURES);
        if (!node.locality().equals(io.meshsdk.call.Locality.NONE)) {
            message.setLocality(Locality.newBuilder()
                    .setRegion(node.locality().region())
                    .setZone(node.locality().zone())
                    .setSubZone(node.locality().subZone()));
        }
        return message.build();
    }

    private static String version() {
        String version = Nodes.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private static Struct struct(Map<?, ?> fields) {
        Struct.Builder struct = Struct.newBuilder();
        fields.forEach((name, value) -> struct.putFields(String.valueOf(name), value(value)));
        return struct.build();
    }

    private static Value value(Object value) {
        Value.Builder message = Value.newBuilder();
        if (value instanceof Map<?, ?> fields) {
            return message.setStructValue(struct(fields)).build();
        }
        if (value instanceof List<?> elements) {
            ListValue.Builder list = ListValue.newBuilder();
            elements.forEach(element -> list.addValues(value(element)));
            return message.setListValue(list).build();
        }
        if (value instanceof Boolean truth) {
            return message.setBoolValue(truth).build();
        }
        if (value instanceof Number number) {
            return message.setNumberValue(number.doubleValue()).build();
        }
        if (value instanceof Optional<?>) {
            return message.setNullValue(NullValue.NULL_VALUE).build();
        }
        return message.setStringValue(value.toString()).build();
    }
}
