package io.meshsdk.internal.xds.bootstrap.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Documents as messages. A field that is not known is an error, as in Envoy, and every error names its place. */
public final class JsonMessages {
    private static final String TYPE = "@type";
    private static final int MOST_NAMES = 20;

    private final String from;
    private final TypeRegistry types;
    private final JsonFormat.Parser parser;

    /**
     * @param from for messages: a file or a variable
     */
    public JsonMessages(Document document, String from) {
        this.from = from;
        this.types = KnownTypes.of(document);
        this.parser = JsonFormat.parser().usingTypeRegistry(types);
    }

    /**
     * @throws BootstrapException where the document is not such a message
     */
    public <B extends Message.Builder> B read(Document document, B into) {
        if (!(document instanceof Document.Mapping)) {
            throw new BootstrapException(
                    from + ":" + document.line() + ": must be a mapping of fields, not " + shortened(document.json()));
        }
        try {
            parser.merge(document.json(), into);
            new JsonDurations(types, from).check(document, into.getDescriptorForType(), "");
            return into;
        } catch (InvalidProtocolBufferException e) {
            throw complaint(document, into.getDescriptorForType(), "", e);
        }
    }

    /** Goes down to the smallest part that is wrong by itself. */
    private BootstrapException complaint(Document document, Descriptor type, String at, Exception why) {
        if (document instanceof Document.Mapping mapping && !type.getFullName().startsWith("google.protobuf.")) {
            for (Map.Entry<String, Document> entry : mapping.fields().entrySet()) {
                Document alone = new Document.Mapping(Map.of(entry.getKey(), entry.getValue()), mapping.line());
                Optional<InvalidProtocolBufferException> fault = fault(alone, type);
                if (fault.isPresent()) {
                    String path = at.isEmpty() ? entry.getKey() : at + "." + entry.getKey();
                    return inField(entry, field(type, entry.getKey()), path, fault.get());
                }
            }
        }
        if (document instanceof Document.Mapping mapping && type.getFullName().equals("google.protobuf.Any")) {
            return inAny(mapping, at, why);
        }
        return new BootstrapException(
                from + ":" + document.line() + ": " + (at.isEmpty() ? "" : at + ": ") + said(why), why);
    }

    private BootstrapException inField(
            Map.Entry<String, Document> entry, Optional<FieldDescriptor> field, String path, Exception fault) {
        Document value = entry.getValue();
        if (field.isEmpty()) {
            return new BootstrapException(
                    from + ":" + value.line() + ": " + path + " is not a known field; remove it or mend its spelling",
                    fault);
        }
        if (field.get().getJavaType() == FieldDescriptor.JavaType.ENUM && value instanceof Document.Scalar) {
            String names = field.get().getEnumType().getValues().stream()
                    .map(EnumValueDescriptor::getName)
                    .limit(MOST_NAMES)
                    .collect(Collectors.joining(", "));
            return new BootstrapException(
                    from + ":" + value.line() + ": " + path + " cannot be " + shortened(value.json())
                            + "; it is one of " + names,
                    fault);
        }
        if (field.get().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return new BootstrapException(
                    from + ":" + value.line() + ": " + path + " cannot be " + shortened(value.json()) + ": "
                            + said(fault),
                    fault);
        }
        Descriptor type = field.get().getMessageType();
        if (field.get().isMapField() && value instanceof Document.Mapping entries) {
            FieldDescriptor valueField = type.findFieldByName("value");
            for (Map.Entry<String, Document> each : entries.fields().entrySet()) {
                if (valueField.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                        && fault(each.getValue(), valueField.getMessageType()).isPresent()) {
                    return complaint(
                            each.getValue(), valueField.getMessageType(), path + "[" + each.getKey() + "]", fault);
                }
            }
        }
        if (field.get().isRepeated() && value instanceof Document.Sequence sequence) {
            for (int i = 0; i < sequence.elements().size(); i++) {
                Document element = sequence.elements().get(i);
                Optional<InvalidProtocolBufferException> inElement = fault(element, type);
                if (inElement.isPresent()) {
                    return complaint(element, type, path + "[" + i + "]", inElement.get());
                }
            }
        }
        return complaint(value, type, path, fault);
    }

    private BootstrapException inAny(Document.Mapping any, String at, Exception why) {
        Document url = any.fields().get(TYPE);
        if (url instanceof Document.Scalar name) {
            Descriptor type = descriptor(name.text());
            if (type != null) {
                Map<String, Document> fields = new LinkedHashMap<>(any.fields());
                fields.remove(TYPE);
                return complaint(new Document.Mapping(fields, any.line()), type, at, why);
            }
            return new BootstrapException(
                    from + ":" + url.line() + ": " + at + ".@type is " + name.text()
                            + ", which this version does not know; mend its spelling, or remove what it configures",
                    why);
        }
        return new BootstrapException(from + ":" + any.line() + ": " + at + " has no @type; say what it is", why);
    }

    private @org.jspecify.annotations.Nullable Descriptor descriptor(String url) {
        return types.find(url.substring(url.lastIndexOf('/') + 1));
    }

    private Optional<InvalidProtocolBufferException> fault(Document document, Descriptor type) {
        try {
            parser.merge(document.json(), DynamicMessage.newBuilder(type));
            return Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            return Optional.of(e);
        }
    }

    static Optional<FieldDescriptor> field(Descriptor type, String name) {
        List<FieldDescriptor> fields = type.getFields();
        return fields.stream()
                .filter(field ->
                        field.getName().equals(name) || field.getJsonName().equals(name))
                .findFirst();
    }

    private static String said(Exception why) {
        return String.valueOf(why.getMessage());
    }

    private static String shortened(String json) {
        return json.length() <= 80 ? json : json.substring(0, 80) + "…";
    }
}
