package io.meshsdk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A management server, and how it is reached: what a static cluster of an Envoy bootstrap says. Immutable; no key is part of it,
 * only the names of files.
 *
 * @see XdsBootstrap.Builder#managementServer
 */
public final class XdsServer {
    private static final String HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    private static final String TLS =
            "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext";

    private final Map<String, Object> address;
    private final String host;
    private final Optional<Tls> tls;

    private record Tls(Path trustedCa, Optional<Path> chain, Optional<Path> key, String sni, String subjectAltName) {}

    private XdsServer(Map<String, Object> address, String host, Optional<Tls> tls) {
        this.address = address;
        this.host = host;
        this.tls = tls;
    }

    /**
     * Without TLS: whoever answers there decides what this process does.
     *
     * @param host name or address
     */
    public static XdsServer plaintext(String host, int port) {
        return new XdsServer(socket(host, port), host, Optional.empty());
    }

    /** On a Unix domain socket, as a node's agent serves it. */
    public static XdsServer pipe(Path socket) {
        return new XdsServer(Map.of("pipe", Map.of("path", socket.toString())), "localhost", Optional.empty());
    }

    /**
     * With TLS. The server's certificate must be of this authority and for this host, unless {@link #subjectAltName} names
     * another identity.
     *
     * @param host name or address; a name is the SNI, too
     * @param trustedCa PEM file, watched
     */
    public static XdsServer tls(String host, int port, Path trustedCa) {
        return new XdsServer(
                socket(host, port),
                host,
                Optional.of(new Tls(trustedCa, Optional.empty(), Optional.empty(), host, host)));
    }

    /**
     * This process shows a certificate, too. PEM files, watched.
     *
     * @throws IllegalStateException without TLS
     */
    public XdsServer certificate(Path chain, Path privateKey) {
        Tls now = tls();
        return with(new Tls(now.trustedCa, Optional.of(chain), Optional.of(privateKey), now.sni, now.subjectAltName));
    }

    /**
     * The name asked for in the TLS handshake.
     *
     * @throws IllegalStateException without TLS
     */
    public XdsServer sni(String name) {
        Tls now = tls();
        return with(new Tls(now.trustedCa, now.chain, now.key, name, now.subjectAltName));
    }

    /**
     * What the server's certificate must name: a DNS name, or a URI such as {@code spiffe://mesh.example/control-plane}.
     *
     * @throws IllegalStateException without TLS
     */
    public XdsServer subjectAltName(String exact) {
        Tls now = tls();
        return with(new Tls(now.trustedCa, now.chain, now.key, now.sni, exact));
    }

    private XdsServer with(Tls changed) {
        return new XdsServer(address, host, Optional.of(changed));
    }

    private Tls tls() {
        return tls.orElseThrow(
                () -> new IllegalStateException("this server is reached without TLS; use XdsServer.tls"));
    }

    /** As {@code envoy.config.cluster.v3.Cluster}. */
    Map<String, Object> cluster(String name) {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("name", name);
        cluster.put("type", isName() ? "STRICT_DNS" : "STATIC");
        cluster.put("connect_timeout", "5s");
        cluster.put(
                "load_assignment",
                Map.of(
                        "cluster_name",
                        name,
                        "endpoints",
                        List.of(Map.of("lb_endpoints", List.of(Map.of("endpoint", Map.of("address", address)))))));
        cluster.put(
                "typed_extension_protocol_options",
                Map.of(
                        HTTP_OPTIONS,
                        Map.of(
                                "@type",
                                "type.googleapis.com/" + HTTP_OPTIONS,
                                "explicit_http_config",
                                Map.of("http2_protocol_options", Map.of()))));
        tls.ifPresent(secured -> cluster.put(
                "transport_socket", Map.of("name", "envoy.transport_sockets.tls", "typed_config", context(secured))));
        return cluster;
    }

    private Map<String, Object> context(Tls secured) {
        Map<String, Object> common = new LinkedHashMap<>();
        if (secured.chain.isPresent() && secured.key.isPresent()) {
            common.put(
                    "tls_certificates",
                    List.of(Map.of(
                            "certificate_chain", file(secured.chain.get()), "private_key", file(secured.key.get()))));
        }
        Map<String, Object> validation = new LinkedHashMap<>();
        validation.put("trusted_ca", file(secured.trustedCa));
        validation.put(
                "match_typed_subject_alt_names",
                List.of(Map.of(
                        "san_type",
                        sanType(secured.subjectAltName),
                        "matcher",
                        Map.of("exact", secured.subjectAltName))));
        common.put("validation_context", validation);
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("@type", TLS);
        if (isName() || !secured.sni.equals(host)) {
            context.put("sni", secured.sni);
        }
        context.put("common_tls_context", common);
        return context;
    }

    private static String sanType(String name) {
        if (name.contains("://")) {
            return "URI";
        }
        return isAddress(name) ? "IP_ADDRESS" : "DNS";
    }

    private static Map<String, Object> file(Path path) {
        return Map.of("filename", path.toString());
    }

    private static Map<String, Object> socket(String host, int port) {
        if (host.isBlank()) {
            throw new IllegalArgumentException("a management server needs a host");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "the port of management server " + host + " is " + port + "; give 1 to 65535");
        }
        return Map.of("socket_address", Map.of("address", host, "port_value", port));
    }

    private boolean isName() {
        return address.containsKey("socket_address") && !isAddress(host);
    }

    private static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    @Override
    public String toString() {
        return "XdsServer[" + address + (tls.isPresent() ? ", tls]" : ", plaintext]");
    }

    static List<Map<String, Object>> clusters(List<XdsServer> servers) {
        List<Map<String, Object>> clusters = new ArrayList<>();
        for (XdsServer server : servers) {
            clusters.add(server.cluster(clusterName(clusters.size())));
        }
        return clusters;
    }

    static String clusterName(int index) {
        return "management-server-" + (index + 1);
    }
}
