package io.meshsdk.test;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.Map;

/** Finds a generated message by the name that a type URL carries. There is no list of them: the class's name follows. */
final class GeneratedTypes {
    private static final String OURS = "io.meshsdk.internal.proto.";

    /** Where the Java package of a proto package begins. The longest prefix that fits counts. */
    private static final Map<String, String> PACKAGES = Map.of(
            "envoy.", OURS + "io.envoyproxy.envoy.",
            "xds.", OURS + "com.github.xds.",
            "udpa.", OURS + "com.github.udpa.udpa.",
            "opentelemetry.", OURS + "io.opentelemetry.",
            "cel.", OURS + "dev.cel.",
            "google.api.expr.", OURS + "com.google.api.expr.",
            "google.protobuf.", "com.google.protobuf.",
            "google.rpc.", "com.google.rpc.");

    private GeneratedTypes() {}

    /**
     * @param name as {@code envoy.config.cluster.v3.Cluster}
     * @throws IllegalArgumentException where no such message is generated
     */
    static Descriptor find(String name) {
        try {
            return (Descriptor)
                    Class.forName(className(name)).getMethod("getDescriptor").invoke(null);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException("no message " + name + " is known", e);
        }
    }

    private static String className(String name) {
        String java = PACKAGES.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .map(entry -> entry.getValue() + name.substring(entry.getKey().length()))
                .findFirst()
                .orElse(name);
        StringBuilder nested = new StringBuilder();
        boolean insideMessage = false;
        for (String part : java.split("\\.")) {
            if (!nested.isEmpty()) {
                nested.append(insideMessage ? '$' : '.');
            }
            nested.append(part);
            insideMessage |= !part.isEmpty() && Character.isUpperCase(part.charAt(0));
        }
        return nested.toString();
    }
}
