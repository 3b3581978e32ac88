package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user is told who made a mistake in a bootstrap: one message with file, line, field, and the way out. */
@Timeout(60)
class BootstrapMistakesTest {
    @TempDir
    static Path directory;

    static Stream<Arguments> mistakes() throws IOException {
        String good = Files.readString(StaticMesh.file(directory, 8080));
        return Stream.of(
                Arguments.of(
                        "a field misspelt",
                        good.replace("connect_timeout", "conect_timeout"),
                        ":6: static_resources.clusters[0].conect_timeout is not a known field; remove it or mend its spelling"),
                Arguments.of(
                        "tabs",
                        good.replace("  clusters:", "\tclusters:"),
                        ":3: is neither YAML nor JSON: found character '\\t(TAB)'"),
                Arguments.of(
                        "a bracket left open",
                        good.replace("domains: [orders]", "domains: [orders"),
                        ":23: is neither YAML nor JSON: expected ',' or ']'"),
                Arguments.of(
                        "brackets without end",
                        "node: " + "[".repeat(200_000),
                        ": is nested too deeply, more than 250 levels"),
                Arguments.of(
                        "nested too deep",
                        "node: " + "[".repeat(300) + "]".repeat(300),
                        ":1: is nested too deeply, more than 250 levels; nothing that a bootstrap may hold is"),
                Arguments.of(
                        "no node id",
                        good.replace("node: {id: test, cluster: test}", "node: {cluster: test}")
                                + "dynamic_resources: {}\n",
                        "node.id: is missing; a control plane tells its clients apart by it"),
                Arguments.of(
                        "a type misspelt",
                        good.replace("v3.HttpConnectionManager\n", "v3.HttpConectionManager\n"),
                        "v3.HttpConectionManager, which this version does not know; mend its spelling, or remove what it"),
                Arguments.of(
                        "no such value",
                        good.replace("type: STATIC", "type: STATC"),
                        ":5: static_resources.clusters[0].type cannot be \"STATC\"; it is one of STATIC, STRICT_DNS,"),
                Arguments.of(
                        "port 0",
                        good.replace("8080", "0"),
                        ":8: static_resources.clusters[0].load_assignment: has the endpoint 127.0.0.1:0; name its port"),
                Arguments.of(
                        "a port in words",
                        good.replace("8080", "eighty"),
                        "socket_address.port_value cannot be \"eighty\""),
                Arguments.of(
                        "a route to nowhere",
                        good.replace("route: {cluster: orders-v1}", "route: {cluster: orders-v2}"),
                        "routes[0].route.cluster: 'orders-v2' is no cluster of this configuration; name one that is, or"
                                + " say validate_clusters: false"),
                Arguments.of(
                        "a split to nowhere",
                        good.replace(
                                "route: {cluster: orders-v1}",
                                "route: {weighted_clusters: {clusters: [{name: orders-v1, weight: 1}, {name: orders-v2,"
                                        + " weight: 1}]}}"),
                        "'orders-v2' is no cluster of this configuration"),
                Arguments.of(
                        "a share of nothing to nowhere",
                        good.replace(
                                "route: {cluster: orders-v1}",
                                "route: {weighted_clusters: {clusters: [{name: orders-v1, weight: 1}, {name: orders-v2,"
                                        + " weight: 0}]}}"),
                        "weighted_clusters.clusters[1].name: 'orders-v2' is no cluster of this configuration"),
                Arguments.of(
                        "a mirror to nowhere",
                        good.replace(
                                "route: {cluster: orders-v1}",
                                "route: {cluster: orders-v1, request_mirror_policies: [{cluster: orders-v2}]}"),
                        "request_mirror_policies[0].cluster: 'orders-v2' is no cluster of this configuration"),
                Arguments.of(
                        "a route to what only a control plane may bring",
                        good.replace("route: {cluster: orders-v1}", "route: {cluster: orders-v2}")
                                + "dynamic_resources: {ads_config: {api_type: GRPC, grpc_services: [{envoy_grpc:"
                                + " {cluster_name: orders-v1}}]}, cds_config: {ads: {}}}\n",
                        "routes[0].route.cluster: 'orders-v2' is no cluster of this configuration; name one that is, or"
                                + " say validate_clusters: false"),
                Arguments.of(
                        "no list",
                        good.replace("domains: [orders]", "domains: orders"),
                        "virtual_hosts[0].domains cannot be \"orders\": Expected an array"),
                Arguments.of(
                        "a bad regular expression",
                        good.replace("match: {prefix: /}", "match: {safe_regex: {regex: \"[\"}}"),
                        ":24: static_resources.listeners[0].api_listener.api_listener.route_config.virtual_hosts[0]"
                                + ".routes[0].match.safe_regex.regex: not an RE2"),
                Arguments.of("nothing", "", ": is empty; give a bootstrap"),
                Arguments.of("a comment only", "# nothing yet\n", ": is empty; give a bootstrap"),
                Arguments.of("a document of nothing", "---\n", ": is empty; give a bootstrap"),
                Arguments.of(
                        "a certificate",
                        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                        ": is neither YAML nor JSON"),
                Arguments.of(
                        "a web page",
                        "<html><body>not found</body></html>",
                        ":1: must be a mapping of fields, not \"<html>"),
                Arguments.of("a list", "- a\n- b\n", ":1: must be a mapping of fields, not [\"a\",\"b\"]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsNamed(String what, String text, String told) throws IOException {
        Path file = Files.writeString(directory.resolve("bootstrap.yaml"), text);
        assertThatThrownBy(() -> Mesh.builder().bootstrap(file).start())
                .isInstanceOf(MeshStartException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(told);
    }

    @Test
    void aFileThatIsNotThereIsNamedWithItsWholePath() {
        assertThatThrownBy(() ->
                        Mesh.builder().bootstrap(directory.resolve("none.yaml")).start())
                .hasMessage(directory.resolve("none.yaml").toAbsolutePath()
                        + ": cannot be read: there is no such file; name one that exists");
    }

    @Test
    void aRouteMayNameWhatComesLaterWhereItSaysSo() throws IOException {
        Path file = Files.writeString(
                directory.resolve("later.yaml"),
                Files.readString(StaticMesh.file(directory, 8080))
                        .replace("cluster: orders-v1}", "cluster: orders-v2}")
                        .replace(
                                "          name: orders\n",
                                "          name: orders\n          validate_clusters: false\n"));
        assertThat(Files.readString(file)).contains("validate_clusters");
        // No source will bring that cluster, so its routes are in force at once: the patience for one is 5 s.
        Mesh.builder()
                .bootstrap(file)
                .startTimeout(Duration.ofSeconds(4))
                .start()
                .close();
    }

    @Test
    void aCertificateFileThatIsMissingIsNamed() throws IOException {
        String tls = Files.readString(StaticMesh.file(directory, 8080)).replace("    connect_timeout: 1s\n", """
                    connect_timeout: 1s
                    transport_socket:
                      name: envoy.transport_sockets.tls
                      typed_config:
                        "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                        common_tls_context:
                          validation_context: {trusted_ca: {filename: /nowhere/ca.pem}}
                """);
        Path file = Files.writeString(directory.resolve("tls.yaml"), tls);
        assertThatThrownBy(() -> Mesh.builder().bootstrap(file).start())
                .isInstanceOf(MeshStartException.class)
                .hasMessage(file + ":12: static_resources.clusters[0].transport_socket.typed_config.common_tls_context"
                        + ".validation_context.trusted_ca.filename is /nowhere/ca.pem, which cannot be read; name a file"
                        + " that is there and may be read");
    }
}
