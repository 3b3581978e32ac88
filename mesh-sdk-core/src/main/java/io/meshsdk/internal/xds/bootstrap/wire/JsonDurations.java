package io.meshsdk.internal.xds.bootstrap.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TypeRegistry;
import com.google.re2j.Pattern;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Document;

/** Durations in documents, of which protobuf's Java reads more than Envoy does: {@code 1.s}, {@code +1s}, tenths of nanoseconds. */
final class JsonDurations {
    private static final Pattern FORM = Pattern.compile("-?[0-9]+(\\.[0-9]{1,9})?s");
    private static final String TYPE = "@type";

    private final TypeRegistry types;
    private final String from;

    JsonDurations(TypeRegistry types, String from) {
        this.types = types;
        this.from = from;
    }

    /**
     * @param at path of the document
     * @throws BootstrapException where one is not written as Envoy reads it
     */
    void check(Document document, Descriptor type, String at) {
        if (document instanceof Document.Scalar text
                && type.getFullName().equals("google.protobuf.Duration")
                && text.json().startsWith("\"")
                && !FORM.matches(text.text())) {
            throw new BootstrapException(from + ":" + document.line() + ": " + at + " cannot be " + text.json()
                    + "; write seconds, as 1.5s");
        }
        if (!(document instanceof Document.Mapping mapping)) {
            return;
        }
        Descriptor held = type.getFullName().equals("google.protobuf.Any") ? content(mapping) : type;
        if (held == null) {
            return;
        }
        mapping.fields().forEach((name, value) -> {
            FieldDescriptor field = JsonMessages.field(held, name).orElse(null);
            if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                below(value, field, at.isEmpty() ? name : at + "." + name);
            }
        });
    }

    private void below(Document value, FieldDescriptor field, String at) {
        if (field.isMapField() && value instanceof Document.Mapping entries) {
            FieldDescriptor part = field.getMessageType().findFieldByName("value");
            if (part.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                entries.fields().forEach((key, each) -> check(each, part.getMessageType(), at + "[" + key + "]"));
            }
        } else if (field.isRepeated() && value instanceof Document.Sequence sequence) {
            for (int i = 0; i < sequence.elements().size(); i++) {
                check(sequence.elements().get(i), field.getMessageType(), at + "[" + i + "]");
            }
        } else {
            check(value, field.getMessageType(), at);
        }
    }

    private @org.jspecify.annotations.Nullable Descriptor content(Document.Mapping any) {
        return any.fields().get(TYPE) instanceof Document.Scalar url
                ? types.find(url.text().substring(url.text().lastIndexOf('/') + 1))
                : null;
    }
}
