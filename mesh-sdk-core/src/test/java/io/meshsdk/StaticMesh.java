package io.meshsdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Builds meshes of one service {@code orders}, all of it in a bootstrap file. */
final class StaticMesh {
    private StaticMesh() {}

    /**
     * @param port of {@code orders} on this machine
     */
    static MeshBuilder builder(Path directory, int port) throws IOException {
        return Mesh.builder()
                .bootstrap(file(directory, port))
                .ioThreads(1)
                .startTimeout(Duration.ofSeconds(20))
                .drainTimeout(Duration.ofSeconds(5));
    }

    static Path file(Path directory, int port) throws IOException {
        return Files.writeString(directory.resolve("bootstrap-" + port + ".yaml"), TEXT.formatted(port));
    }

    private static final String TEXT = """
            node: {id: test, cluster: test}
            static_resources:
              clusters:
              - name: orders-v1
                type: STATIC
                connect_timeout: 1s
                load_assignment:
                  cluster_name: orders-v1
                  endpoints:
                  - lb_endpoints:
                    - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
              listeners:
              - name: orders
                api_listener:
                  api_listener:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    stat_prefix: orders
                    route_config:
                      name: orders
                      virtual_hosts:
                      - name: orders
                        domains: [orders]
                        routes:
                        - match: {prefix: /}
                          route: {cluster: orders-v1}
                    http_filters:
                    - name: envoy.filters.http.router
                      typed_config:
                        "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
            """;
}
