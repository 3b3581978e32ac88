package io.meshsdk.samples.canary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The configuration that the control plane serves: the files under {@code mesh/}, filled in. */
final class MeshFiles {
    private MeshFiles() {}

    static String outbound() {
        return read("listeners", Map.of());
    }

    /**
     * @param identity the secret that the service shows
     * @param method that its caller may use
     */
    static String inbound(int port, String identity, String method) {
        return read("inbound", Map.of("port", port, "identity", identity, "method", method));
    }

    /**
     * @param identity the secret that callers show
     */
    static String cluster(String service, String version, String identity, int maxRequests) {
        return read(
                "cluster",
                Map.of("service", service, "version", version, "identity", identity, "maxRequests", maxRequests));
    }

    static String endpoints(String service, String version, List<Integer> ports) {
        String endpoints = ports.stream()
                .map(port -> "    - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: " + port
                        + " } } }\n")
                .collect(Collectors.joining());
        return "resources:\n"
                + "- \"@type\": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment\n"
                + "  cluster_name: " + service + "-" + version + "\n"
                + "  endpoints:\n"
                + "  - lb_endpoints:\n" + endpoints;
    }

    private static String read(String name, Map<String, Object> values) {
        try (InputStream file = MeshFiles.class.getResourceAsStream("/mesh/" + name + ".yaml")) {
            if (file == null) {
                throw new IllegalStateException("mesh/" + name + ".yaml is not on the class path");
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, Object> value : values.entrySet()) {
                text = text.replace(
                        "${" + value.getKey() + "}", value.getValue().toString());
            }
            return text;
        } catch (IOException e) {
            throw new IllegalStateException("mesh/" + name + ".yaml: " + e.getMessage(), e);
        }
    }
}
