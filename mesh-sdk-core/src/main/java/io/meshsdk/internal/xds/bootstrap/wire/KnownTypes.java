package io.meshsdk.internal.xds.bootstrap.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.TypeRegistry;
import io.meshsdk.internal.xds.bootstrap.Document;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Messages by their names in {@code @type}, as far as this version has them. */
public final class KnownTypes {
    private static final String ROOT = "io.meshsdk.internal.proto.";
    private static final Pattern NAME = Pattern.compile("(envoy|xds|udpa)(\\.[a-z0-9_]+)+(\\.[A-Z][A-Za-z0-9]*)+");

    private KnownTypes() {}

    static TypeRegistry of(Document document) {
        TypeRegistry.Builder types = TypeRegistry.newBuilder();
        types.add(com.google.protobuf.StructProto.getDescriptor().getMessageTypes());
        types.add(com.google.protobuf.WrappersProto.getDescriptor().getMessageTypes());
        types.add(com.google.protobuf.EmptyProto.getDescriptor().getMessageTypes());
        types.add(com.google.protobuf.DurationProto.getDescriptor().getMessageTypes());
        add(document, types);
        return types.build();
    }

    private static void add(Document document, TypeRegistry.Builder types) {
        if (document instanceof Document.Sequence sequence) {
            sequence.elements().forEach(element -> add(element, types));
        } else if (document instanceof Document.Mapping mapping) {
            mapping.fields().forEach((name, value) -> {
                if (name.equals("@type") && value instanceof Document.Scalar url) {
                    find(url.text()).ifPresent(types::add);
                }
                add(value, types);
            });
        }
    }

    /** By the class generated for it: a list of all would have to be kept in step with the artifact of messages. */
    public static Optional<Descriptor> find(String url) {
        String name = url.substring(url.lastIndexOf('/') + 1);
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        try {
            Class<?> message = Class.forName(className(name), true, KnownTypes.class.getClassLoader());
            return Optional.of((Descriptor) message.getMethod("getDescriptor").invoke(null));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(name + " has a class that is not a message's", e);
        }
    }

    private static String className(String name) {
        String outer = name.startsWith("envoy.")
                ? ROOT + "io.envoyproxy." + name
                : ROOT + "com.github." + name.replaceFirst("^udpa\\.", "cncf.udpa.");
        // A message within a message.
        return outer.replaceAll("(\\.[A-Z][A-Za-z0-9]*)\\.", "$1\\$");
    }
}
