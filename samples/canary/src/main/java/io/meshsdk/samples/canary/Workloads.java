package io.meshsdk.samples.canary;

import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshServerBuilder;
import io.meshsdk.samples.canary.caller.CallerApplication;
import io.meshsdk.samples.canary.caller.OrdersClient;
import io.meshsdk.samples.canary.caller.StockClient;
import io.meshsdk.samples.canary.orders.OrdersApplication;
import io.meshsdk.samples.canary.orders.OrdersController;
import io.meshsdk.samples.canary.stock.StockService;
import io.meshsdk.test.ControlPlane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the applications of the story, each with a mesh of its own, and stops them all. */
final class Workloads implements AutoCloseable {
    private final Path directory;
    private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
    private final List<Mesh> meshes = new ArrayList<>();

    Workloads(Path directory) {
        this.directory = directory;
    }

    /** One instance of orders on a port of its own. */
    record Orders(int port, OrdersController controller, ConfigurableApplicationContext context) {}

    Orders orders(ControlPlane controlPlane, String version, int port) throws IOException {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(OrdersApplication.class)
                .bannerMode(Banner.Mode.OFF)
                .properties(Map.of(
                        "server.port",
                        port,
                        "server.address",
                        "127.0.0.1",
                        "orders.version",
                        version,
                        "mesh.bootstrap",
                        bootstrap(controlPlane, "orders-" + version + "-" + port),
                        "logging.level.root",
                        "WARN"))
                .run();
        contexts.add(context);
        return new Orders(port, context.getBean(OrdersController.class), context);
    }

    /** One instance of stock, which is no Spring application, on a port of its own. */
    StockService stock(ControlPlane controlPlane, String version, int port) throws IOException {
        Mesh mesh = Mesh.builder()
                .bootstrap(Path.of(bootstrap(controlPlane, "stock-" + version + "-" + port)))
                .start();
        meshes.add(mesh);
        StockService service = new StockService(version);
        MeshServerBuilder.forAddress(mesh, new InetSocketAddress("127.0.0.1", port))
                .addService(service)
                .build()
                .start();
        return service;
    }

    /** The application that calls. */
    record Caller(OrdersClient orders, StockClient stock) {}

    Caller caller(ControlPlane controlPlane, String name) throws IOException {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(CallerApplication.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(Map.of("mesh.bootstrap", bootstrap(controlPlane, name), "logging.level.root", "WARN"))
                .run();
        contexts.add(context);
        return new Caller(context.getBean(OrdersClient.class), context.getBean(StockClient.class));
    }

    private String bootstrap(ControlPlane controlPlane, String node) throws IOException {
        Path file = directory.resolve(node + ".yaml");
        Files.writeString(file, """
                node: { id: %s, cluster: shop }
                dynamic_resources:
                  ads_config:
                    api_type: GRPC
                    transport_api_version: V3
                    grpc_services: [{ envoy_grpc: { cluster_name: control-plane } }]
                  lds_config: { ads: {}, resource_api_version: V3 }
                  cds_config: { ads: {}, resource_api_version: V3 }
                static_resources:
                  clusters:
                  - name: control-plane
                    type: STATIC
                    typed_extension_protocol_options:
                      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                        explicit_http_config: { http2_protocol_options: {} }
                    load_assignment:
                      cluster_name: control-plane
                      endpoints:
                      - lb_endpoints:
                        - endpoint:
                            address: { socket_address: { address: 127.0.0.1, port_value: %d } }
                """.formatted(node, controlPlane.port()));
        return file.toString();
    }

    /** The configuration must name ports before the applications listen on them. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        contexts.forEach(ConfigurableApplicationContext::close);
        // Their servers end with them.
        meshes.forEach(Mesh::close);
    }
}
