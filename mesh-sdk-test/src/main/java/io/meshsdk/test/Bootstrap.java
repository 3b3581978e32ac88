package io.meshsdk.test;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client must be told to find a {@link ControlPlane}, as Envoy or as gRPC reads it. Not safe for use by many threads.
 */
public final class Bootstrap {
    private static final String CLUSTER = "control-plane";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final ControlPlane plane;
    private final String nodeId;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private String nodeCluster = "";
    private String apiType = "GRPC";
    private Optional<Map<String, Object>> transportSocket = Optional.empty();

    Bootstrap(ControlPlane plane, String nodeId) {
        this.plane = plane;
        this.nodeId = nodeId;
    }

    /** The node's cluster: the name of the workload's service. */
    public Bootstrap cluster(String name) {
        nodeCluster = name;
        return this;
    }

    public Bootstrap metadata(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    /** Delta ADS instead of the state of the world. */
    public Bootstrap delta() {
        apiType = "DELTA_GRPC";
        return this;
    }

    /** TLS to the control plane, which must have this SAN (DNS name or URI). */
    public Bootstrap tls(String trustBundle, String san) {
        return tlsContext(Map.of("validation_context", validation(trustBundle, san)));
    }

    /** Mutual TLS to the control plane, which must have this SAN (DNS name or URI). The key is part of the text. */
    public Bootstrap mutualTls(TestCertificate own, String san) {
        return tlsContext(Map.of(
                "tls_certificates",
                List.of(Map.of(
                        "certificate_chain", Map.of("inline_string", own.chain()),
                        "private_key", Map.of("inline_string", own.key()))),
                "validation_context",
                validation(own.trustBundle(), san)));
    }

    /** Envoy's form, as JSON: listeners and clusters over ADS, all else as they ask for it. */
    public String envoy() {
        Map<String, Object> ads = Map.of("ads", Map.of(), "resource_api_version", "V3");
        Map<String, Object> node = node();
        if (!nodeCluster.isEmpty()) {
            node.put("cluster", nodeCluster);
        }
        Map<String, Object> bootstrap = new LinkedHashMap<>();
        bootstrap.put("node", node);
        bootstrap.put(
                "dynamic_resources",
                Map.of(
                        "ads_config",
                        Map.of(
                                "api_type",
                                apiType,
                                "transport_api_version",
                                "V3",
                                "grpc_services",
                                List.of(Map.of("envoy_grpc", Map.of("cluster_name", CLUSTER)))),
                        "lds_config",
                        ads,
                        "cds_config",
                        ads));
        bootstrap.put("static_resources", Map.of("clusters", List.of(controlPlaneCluster())));
        return GSON.toJson(bootstrap);
    }

    /** gRPC's form ({@code GRPC_XDS_BOOTSTRAP}), in plaintext and in the state of the world. */
    public String grpc() {
        return GSON.toJson(Map.of(
                "xds_servers",
                List.of(Map.of(
                        "server_uri", plane.target(),
                        "channel_creds", List.of(Map.of("type", "insecure")),
                        "server_features", List.of("xds_v3"))),
                "node",
                node()));
    }

    /** Writes {@link #envoy()} to a file. */
    public Path writeTo(Path file) {
        try {
            return Files.writeString(file, envoy());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private Map<String, Object> node() {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("id", nodeId);
        if (!metadata.isEmpty()) {
            node.put("metadata", metadata);
        }
        return node;
    }

    private Map<String, Object> controlPlaneCluster() {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("name", CLUSTER);
        cluster.put("type", "STATIC");
        cluster.put("connect_timeout", "1s");
        cluster.put(
                "typed_extension_protocol_options",
                Map.of(
                        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                        Map.of(
                                "@type",
                                "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                                "explicit_http_config",
                                Map.of("http2_protocol_options", Map.of()))));
        Map<String, Object> address = Map.of(
                "address", Map.of("socket_address", Map.of("address", plane.host(), "port_value", plane.port())));
        cluster.put(
                "load_assignment",
                Map.of(
                        "cluster_name",
                        CLUSTER,
                        "endpoints",
                        List.of(Map.of("lb_endpoints", List.of(Map.of("endpoint", address))))));
        transportSocket.ifPresent(socket -> cluster.put("transport_socket", socket));
        return cluster;
    }

    private Bootstrap tlsContext(Map<String, Object> common) {
        transportSocket = Optional.of(Map.of(
                "name",
                "envoy.transport_sockets.tls",
                "typed_config",
                Map.of(
                        "@type",
                        "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
                        "common_tls_context",
                        common)));
        return this;
    }

    private static Map<String, Object> validation(String trustBundle, String san) {
        return Map.of(
                "trusted_ca",
                Map.of("inline_string", trustBundle),
                "match_typed_subject_alt_names",
                List.of(Map.of("san_type", san.contains("://") ? "URI" : "DNS", "matcher", Map.of("exact", san))));
    }
}
