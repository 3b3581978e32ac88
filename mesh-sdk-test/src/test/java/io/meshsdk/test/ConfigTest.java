package io.meshsdk.test;

import static io.meshsdk.model.ResourceType.CLUSTER;
import static io.meshsdk.model.ResourceType.CLUSTER_LOAD_ASSIGNMENT;
import static io.meshsdk.model.ResourceType.LISTENER;
import static io.meshsdk.model.ResourceType.ROUTE_CONFIGURATION;
import static io.meshsdk.model.ResourceType.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigTest {
    private static HttpService orders() {
        return Config.httpService("orders")
                .version("v1", 90, "127.0.0.1:8081")
                .version("v2", 10, "127.0.0.1:8082", "[::1]:8082")
                .when("x-tester", "yes", "v2")
                .maxRequests("v2", 5)
                .retries("5xx", 2)
                .timeout(Duration.ofSeconds(3))
                .mutualTls("spiffe://mesh.test/orders");
    }

    @Test
    void aServiceIsAListenerRoutesAndAClusterWithEndpointsForEachVersion() {
        assertThat(orders().resources().stream().map(XdsResource::of).map(XdsResource::toString))
                .containsExactly(
                        "Cluster orders-v1",
                        "ClusterLoadAssignment orders-v1",
                        "Cluster orders-v2",
                        "ClusterLoadAssignment orders-v2",
                        "RouteConfiguration orders-routes",
                        "Listener orders");
    }

    @Test
    void headersComeBeforeWeights() {
        var routes = only(RouteConfiguration.class, orders().resources())
                .getVirtualHosts(0)
                .getRoutesList();

        assertThat(routes.get(0).getRoute().getCluster()).isEqualTo("orders-v2");
        assertThat(routes.get(1).getRoute().getWeightedClusters().getClustersList())
                .extracting(
                        weight -> weight.getName() + " " + weight.getWeight().getValue())
                .containsExactly("orders-v1 90", "orders-v2 10");
    }

    @Test
    void aListenerIsAnApiListenerUnlessItHasAPort() {
        assertThat(only(Listener.class, orders().resources()).hasApiListener()).isTrue();
        assertThat(only(
                                Listener.class,
                                Config.httpService("orders")
                                        .version("v1", 1)
                                        .onPort(80)
                                        .resources())
                        .getAddress()
                        .getSocketAddress()
                        .getPortValue())
                .isEqualTo(80);
        assertThat(only(
                                Cluster.class,
                                Config.httpService("plain").version("v1", 1).resources())
                        .hasTransportSocket())
                .isFalse();
    }

    @Tag("interop")
    @ParameterizedTest
    @EnumSource(XdsRequest.Variant.class)
    void aRealEnvoyTakesEveryShape(XdsRequest.Variant variant, @TempDir Path directory) throws Exception {
        Optional<String> envoy = Optional.ofNullable(System.getenv("ENVOY_BIN"));
        assumeTrue(envoy.isPresent(), "ENVOY_BIN names no Envoy");
        TestCa ca = TestCa.create("mesh.test");
        int inbound = Ports.free();
        try (var plane =
                ControlPlane.builder().mutualTls(ca.workload("control-plane")).start()) {
            plane.put(Config.identity(ca.workload("caller")))
                    .put(Config.inbound(inbound)
                            .mutualTls()
                            .allow("callers", "spiffe://mesh.test/caller", "GET", "/orders")
                            .deny("nobody", "spiffe://mesh.test/x", "GET", "/orders/admin")
                            .resources())
                    .put(orders().onPort(Ports.free()).resources());
            Bootstrap bootstrap = plane.bootstrap("caller")
                    .cluster("shop")
                    .mutualTls(ca.workload("caller"), "spiffe://mesh.test/control-plane");
            Path file = (variant == XdsRequest.Variant.DELTA ? bootstrap.delta() : bootstrap)
                    .writeTo(directory.resolve("bootstrap.json"));

            Process process = new ProcessBuilder(
                            envoy.get(), "-c", file.toString(), "--concurrency", "1", "--disable-hot-restart")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("envoy.log").toFile())
                    .start();
            try {
                for (var type : List.of(CLUSTER, CLUSTER_LOAD_ASSIGNMENT, SECRET, LISTENER, ROUTE_CONFIGURATION)) {
                    assertThat(plane.awaitAck(type).variant()).isEqualTo(variant);
                }
                assertThat(plane.requests()).noneMatch(XdsRequest::isNack);
                assertThat(plane.requests().get(0).nodeId()).contains("caller");
            } finally {
                process.destroy();
                assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static <M extends Message> M only(Class<M> type, List<Message> messages) {
        return messages.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }
}
