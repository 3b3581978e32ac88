package io.meshsdk;

import io.meshsdk.call.Address;
import io.meshsdk.internal.net.RawServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.StringJoiner;

/** A whole mesh from a bootstrap file whose routes a test writes in YAML's flow style. */
final class RoutedMesh {
    private static final String TYPE = "\"@type\": type.googleapis.com/envoy.extensions.filters.";

    private final StringJoiner clusters = new StringJoiner(", ", "[", "]");
    private final StringJoiner hosts = new StringJoiner(", ", "[", "]");
    private String manager = "";
    private String router = "";
    private String filters = "";

    /** Fields besides its endpoints. */
    RoutedMesh cluster(String name, String fields, RawServer... servers) {
        StringJoiner endpoints = new StringJoiner(", ", "[", "]");
        for (RawServer server : servers) {
            endpoints.add(
                    "{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: " + port(server) + "}}}}");
        }
        clusters.add("{name: " + name + ", type: STATIC, connect_timeout: 1s, " + fields
                + " load_assignment: {cluster_name: " + name + ", endpoints: [{lb_endpoints: " + endpoints + "}]}}");
        return this;
    }

    /** A virtual host of that name and domain, whose routes these are. */
    RoutedMesh host(String domain, String routes) {
        hosts.add("{name: " + domain + ", domains: [" + domain + "], routes: [" + routes + "]}");
        return this;
    }

    /** All of {@code orders} to the cluster {@code orders} with these fields of the action. */
    RoutedMesh route(String action) {
        return host("orders", "{name: all, match: {prefix: /}, route: {cluster: orders, " + action + "}}");
    }

    /** Fields of the connection manager. */
    RoutedMesh manager(String fields) {
        manager = fields + ", ";
        return this;
    }

    /** Fields of the router. */
    RoutedMesh router(String fields) {
        router = ", " + fields;
        return this;
    }

    /** A filter before the router, with its type after {@code envoy.extensions.filters.} and its fields. */
    RoutedMesh filter(String name, String typed) {
        filters += "{name: " + name + ", typed_config: {" + TYPE + typed + "}}, ";
        return this;
    }

    Mesh start(Path directory) throws IOException {
        String yaml = "node: {id: test, cluster: test}\nstatic_resources:\n  clusters: " + clusters
                + "\n  listeners: [{name: out, api_listener: {api_listener: {" + TYPE
                + "network.http_connection_manager.v3.HttpConnectionManager, stat_prefix: out, " + manager
                + "route_config: {name: r, virtual_hosts: " + hosts + "}, http_filters: [" + filters
                + "{name: router, typed_config: {" + TYPE + "http.router.v3.Router" + router + "}}]}}}]\n";
        return Mesh.builder()
                .bootstrap(Files.writeString(directory.resolve("bootstrap.yaml"), yaml))
                .ioThreads(1)
                .startTimeout(Duration.ofSeconds(20))
                .drainTimeout(Duration.ofSeconds(5))
                .start();
    }

    private static int port(RawServer server) {
        return ((Address.Socket) server.address()).port();
    }
}
