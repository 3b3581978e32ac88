package io.meshsdk.e2e;

import static io.meshsdk.e2e.Started.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.Mesh;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.FaultyServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Meshes without a control plane. */
@Timeout(60)
class BootstrapSourcesTest {
    private static final String LISTENER = """
            - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
              name: outbound
              traffic_direction: OUTBOUND
              address: {socket_address: {address: 127.0.0.1, port_value: 15001}}
              filter_chains:
              - filters:
                - name: envoy.filters.network.http_connection_manager
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    stat_prefix: outbound
                    route_config:
                      name: routes
                      virtual_hosts:
                      - name: orders
                        domains: [orders]
                        routes:
                        - match: {prefix: /}
                          route: {cluster: orders}
                    http_filters:
                    - name: envoy.filters.http.router
                      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
            """;
    private static final String CLUSTER = """
            - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
              name: orders
              type: STATIC
              connect_timeout: 1s
              load_assignment:
                cluster_name: orders
                endpoints:
                - lb_endpoints:
                  - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: PORT}}}
            """;

    private final FaultyServer one = FaultyServer.start(Behavior.answer(200, "one"));
    private final FaultyServer two = FaultyServer.start(Behavior.answer(200, "two"));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void staticResourcesAreEnough() throws Exception {
        Path bootstrap = Files.writeString(
                directory.resolve("bootstrap.yaml"),
                "node: {id: caller, cluster: shop}\nstatic_resources:\n  listeners:\n"
                        + untyped(LISTENER).indent(2)
                        + "  clusters:\n"
                        + untyped(CLUSTER).replace("PORT", "" + one.port()).indent(2));
        try (Mesh mesh = Mesh.builder().bootstrap(bootstrap).ioThreads(1).start()) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
        }
    }

    @Test
    void resourcesComeFromFilesThatAreFollowedAndABadChangeIsNotTaken() throws Exception {
        replace("lds.yaml", "resources:\n" + LISTENER);
        replace("cds.yaml", "resources:\n" + CLUSTER.replace("PORT", "" + one.port()));
        Path bootstrap =
                Files.writeString(directory.resolve("bootstrap.yaml"), """
                node: {id: caller, cluster: shop}
                dynamic_resources:
                  lds_config: {path_config_source: {path: DIR/lds.yaml}}
                  cds_config: {path_config_source: {path: DIR/cds.yaml}}
                """.replace("DIR", directory.toString()));
        try (Mesh mesh = Mesh.builder()
                .bootstrap(bootstrap)
                .ioThreads(1)
                .startTimeout(Started.PATIENCE)
                .start()) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");

            replace("cds.yaml", "resources:\n" + CLUSTER.replace("PORT", "99999"));
            Started.eventually(
                    "the bad file is reported", () -> !mesh.report().rejected().isEmpty());
            assertThat(mesh.report().rejected().toString()).contains("orders").contains("port_value");
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");

            replace("cds.yaml", "resources:\n" + CLUSTER.replace("PORT", "" + two.port()));
            Started.until(
                    "the new endpoint",
                    () -> get(mesh, "http://orders/"),
                    response -> response.bodyText().equals("two"));
        }
    }

    /** In a bootstrap's lists the type is known. */
    private static String untyped(String resource) {
        return resource.replaceFirst("- \"@type\": \\S+\n  name", "- name");
    }

    private void replace(String name, String text) throws Exception {
        Path half = Files.writeString(directory.resolve(name + ".new"), text);
        Files.move(half, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
