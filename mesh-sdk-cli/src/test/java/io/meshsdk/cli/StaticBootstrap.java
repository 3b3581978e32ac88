package io.meshsdk.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mesh of one service, orders, with one endpoint. */
final class StaticBootstrap {
    private StaticBootstrap() {}

    static Path write(Path folder, int port) throws IOException {
        return Files.writeString(folder.resolve("bootstrap.yaml"), text(port));
    }

    static String text(int port) {
        return """
                node: {id: test}
                static_resources:
                  listeners:
                  - name: out
                    address: {socket_address: {address: 127.0.0.1, port_value: 15001}}
                    filter_chains:
                    - filters:
                      - name: hcm
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: out
                          route_config:
                            name: routes
                            virtual_hosts:
                            - name: orders
                              domains: [orders]
                              routes: [{name: all, match: {prefix: "/"}, route: {cluster: orders}}]
                          http_filters:
                          - name: router
                            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                  clusters:
                  - name: orders
                    type: STATIC
                    load_assignment:
                      cluster_name: orders
                      endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}}]}]
                """.formatted(port);
    }
}
