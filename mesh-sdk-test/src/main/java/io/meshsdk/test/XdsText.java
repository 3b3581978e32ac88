package io.meshsdk.test;

import com.google.gson.Gson;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Resources from text: what Envoy takes as YAML or JSON, each with its {@code @type}. */
final class XdsText {
    private static final String TYPE = "@type";
    private static final String WRAPPER = "envoy.service.discovery.v3.Resource";
    private static final Gson GSON = new Gson();

    private final Map<String, Descriptor> types = new HashMap<>();
    private final String source;

    private XdsText(String source) {
        this.source = source;
    }

    /**
     * One resource, a list of them, or a map with a list named {@code resources}; several documents are read one after
     * the other.
     *
     * @param source named in errors
     * @throws IllegalArgumentException which names the place
     */
    static List<XdsResource> parse(String source, String text) {
        return new XdsText(source).documents(text);
    }

    private List<XdsResource> documents(String text) {
        List<Object> found = new ArrayList<>();
        try {
            Load load = new Load(LoadSettings.builder().setLabel(source).build());
            for (Object document : load.loadAllFromString(text)) {
                collect(document, found);
            }
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ")
                    .orElse("");
            throw new IllegalArgumentException(source + ": " + line + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
        List<XdsResource> resources = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            resources.add(resource(source + ": resources[" + i + "]", found.get(i)));
        }
        return resources;
    }

    private static void collect(Object document, List<Object> into) {
        if (document instanceof List<?> list) {
            into.addAll(list);
        } else if (document instanceof Map<?, ?> map
                && !map.containsKey(TYPE)
                && map.get("resources") instanceof List<?> list) {
            into.addAll(list);
        } else if (document != null) {
            into.add(document);
        }
    }

    private XdsResource resource(String at, Object tree) {
        if (!(tree instanceof Map<?, ?> map) || !(map.get(TYPE) instanceof String)) {
            throw new IllegalArgumentException(at + ": a resource is a map with an " + TYPE
                    + ", as type.googleapis.com/envoy.config.cluster.v3.Cluster");
        }
        learnTypes(at, tree);
        Any.Builder payload = Any.newBuilder();
        try {
            JsonFormat.parser()
                    .usingTypeRegistry(
                            TypeRegistry.newBuilder().add(types.values()).build())
                    .merge(GSON.toJson(tree), payload);
            return named(payload.build());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    at + " (" + typeName(map) + " " + map.get("name") + "): " + e.getMessage(), e);
        }
    }

    private XdsResource named(Any payload) throws InvalidProtocolBufferException {
        String type = payload.getTypeUrl();
        DynamicMessage message = DynamicMessage.parseFrom(GeneratedTypes.find(nameIn(type)), payload.getValue());
        if (nameIn(type).equals(WRAPPER)) {
            Any inner = Any.parseFrom(((com.google.protobuf.Message)
                            message.getField(message.getDescriptorForType().findFieldByName("resource")))
                    .toByteString());
            return named(inner).named(XdsResource.nameOf(message));
        }
        return new XdsResource(type, XdsResource.nameOf(message), payload, Optional.empty(), List.of());
    }

    /** A registry must know each type that any {@code Any} inside names, so they are looked up before parsing. */
    private void learnTypes(String at, Object tree) {
        if (tree instanceof List<?> list) {
            for (Object item : list) {
                learnTypes(at, item);
            }
        } else if (tree instanceof Map<?, ?> map) {
            if (map.get(TYPE) instanceof String) {
                String name = typeName(map);
                try {
                    types.computeIfAbsent(name, GeneratedTypes::find);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(at + ": " + TYPE + ": " + e.getMessage(), e);
                }
            }
            for (Object value : map.values()) {
                learnTypes(at, value);
            }
        }
    }

    private static String typeName(Map<?, ?> map) {
        return nameIn(String.valueOf(map.get(TYPE)));
    }

    private static String nameIn(String typeUrl) {
        return typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    }
}
