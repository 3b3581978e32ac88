package io.meshsdk.internal.xds.bootstrap.wire;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshsdk.internal.xds.ads.AdsResponse;
import io.meshsdk.internal.xds.ads.wire.DiscoveryResponses;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Document;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What control planes were recorded to answer, of either protocol, as bytes or as JSON. Unlike in bootstraps, what is not known is
 * passed over, as it is on a stream.
 */
public final class RecordedResponses {
    private static final String TYPE = "@type";
    private static final String ANY_TYPE = "type.googleapis.com/";

    private RecordedResponses() {}

    /**
     * The serialised message. The two protocols differ in what stands around a resource.
     *
     * @throws BootstrapException where it is neither
     */
    public static AdsResponse read(String from, byte[] content) {
        try {
            DiscoveryResponse response = DiscoveryResponse.parseFrom(content);
            if (response.getResourcesList().stream()
                    .allMatch(any -> any.getTypeUrl().startsWith(ANY_TYPE))) {
                return DiscoveryResponses.model(response);
            }
        } catch (InvalidProtocolBufferException e) {
            // Then it may be the other one.
        }
        try {
            return DiscoveryResponses.model(DeltaDiscoveryResponse.parseFrom(content));
        } catch (InvalidProtocolBufferException e) {
            throw new BootstrapException(
                    from + ": is neither a serialised DiscoveryResponse nor a DeltaDiscoveryResponse", e);
        }
    }

    /** Whether a document is a response, or holds one as {@code response}. */
    public static boolean is(Document document) {
        return response(document) instanceof Document.Mapping response
                && (response.fields().containsKey("resources")
                        || response.fields().containsKey("removedResources")
                        || response.fields().containsKey("typeUrl")
                        || response.fields().containsKey("type_url"));
    }

    /**
     * @throws BootstrapException where it is no such message
     */
    public static AdsResponse read(String from, Document document) {
        Document.Mapping response = (Document.Mapping) response(document);
        try {
            JsonFormat.Parser parser =
                    JsonFormat.parser().ignoringUnknownFields().usingTypeRegistry(types(response));
            if (isDelta(response)) {
                return DiscoveryResponses.model(merged(parser, response, DeltaDiscoveryResponse.newBuilder())
                        .build());
            }
            return DiscoveryResponses.model(
                    merged(parser, response, DiscoveryResponse.newBuilder()).build());
        } catch (InvalidProtocolBufferException | DescriptorValidationException e) {
            throw new BootstrapException(from + ": is no discovery response: " + e.getMessage(), e);
        }
    }

    private static <B extends Message.Builder> B merged(JsonFormat.Parser parser, Document response, B into)
            throws InvalidProtocolBufferException {
        parser.merge(response.json(), into);
        return into;
    }

    private static Document response(Document document) {
        return document instanceof Document.Mapping mapping && mapping.fields().containsKey("response")
                ? mapping.fields().get("response")
                : document;
    }

    private static boolean isDelta(Document.Mapping response) {
        if (response.fields().containsKey("systemVersionInfo")
                || response.fields().containsKey("system_version_info")
                || response.fields().containsKey("removedResources")) {
            return true;
        }
        return response.fields().get("resources") instanceof Document.Sequence resources
                && !resources.elements().isEmpty()
                && resources.elements().get(0) instanceof Document.Mapping first
                && !first.fields().containsKey(TYPE);
    }

    /** Those of this version, and an empty message for each other name: nobody will look into it. */
    private static TypeRegistry types(Document document) throws DescriptorValidationException {
        TypeRegistry known = KnownTypes.of(document);
        TypeRegistry.Builder types = TypeRegistry.newBuilder();
        Set<String> names = new LinkedHashSet<>();
        collect(document, names);
        int unknown = 0;
        for (String name : names) {
            var descriptor = known.find(name);
            types.add(descriptor != null ? descriptor : empty(name, unknown++));
        }
        return types.build();
    }

    private static Descriptor empty(String name, int number) throws DescriptorValidationException {
        int dot = name.lastIndexOf('.');
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("unknown" + number)
                .setPackage(dot < 0 ? "" : name.substring(0, dot))
                .addMessageType(DescriptorProto.newBuilder().setName(name.substring(dot + 1)))
                .build();
        return FileDescriptor.buildFrom(file, new FileDescriptor[0])
                .getMessageTypes()
                .get(0);
    }

    private static void collect(Document document, Set<String> names) {
        if (document instanceof Document.Sequence sequence) {
            sequence.elements().forEach(element -> collect(element, names));
        } else if (document instanceof Document.Mapping mapping) {
            mapping.fields().forEach((field, value) -> {
                if (field.equals(TYPE) && value instanceof Document.Scalar url) {
                    names.add(url.text().substring(url.text().lastIndexOf('/') + 1));
                }
                collect(value, names);
            });
        }
    }
}
