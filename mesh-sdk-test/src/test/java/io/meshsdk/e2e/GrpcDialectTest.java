package io.meshsdk.e2e;

import static io.meshsdk.e2e.Started.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import io.meshsdk.Request;
import io.meshsdk.Response;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.model.ResourceType;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.FaultyServer;
import io.meshsdk.test.XdsRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mesh that is given gRPC's bootstrap: everything is asked for by name, when a call needs it. */
@Timeout(60)
class GrpcDialectTest {
    private final ControlPlane plane = ControlPlane.start();
    private final FaultyServer one = FaultyServer.start(Behavior.answer(200, "one"));
    private final FaultyServer two = FaultyServer.start(Behavior.answer(200, "two"));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        one.close();
        two.close();
        plane.close();
    }

    @Test
    void theFirstCallAsksForItsListenerAndWhatThatNamesAndNothingElse() throws Exception {
        plane.put(Config.httpService("orders").version("v1", 1, one.address()).resources());
        plane.put(Config.httpService("stock").version("v1", 1, two.address()).resources());
        try (Mesh mesh = start("")) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");

            assertThat(names(ResourceType.LISTENER)).containsOnly(List.of("orders"));
            assertThat(names(ResourceType.ROUTE_CONFIGURATION)).containsOnly(List.of("orders-routes"));
            assertThat(names(ResourceType.CLUSTER)).containsOnly(List.of("orders-v1"));
            assertThat(names(ResourceType.CLUSTER_LOAD_ASSIGNMENT)).containsOnly(List.of("orders-v1"));

            assertThat(get(mesh, "http://stock/").bodyText()).isEqualTo("two");
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
            assertThat(names(ResourceType.CLUSTER)).contains(List.of("orders-v1", "stock-v1"));
        }
    }

    @Test
    void aRouteThatNamesAnotherClusterAsksForItAndLetsTheFormerGo() throws Exception {
        plane.put(Config.httpService("orders").version("v1", 1, one.address()).resources());
        try (Mesh mesh = start("")) {
            assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");

            plane.put(
                    Config.httpService("orders").version("v2", 1, two.address()).resources());

            Started.until(
                    "the other cluster",
                    () -> get(mesh, "http://orders/"),
                    response -> response.bodyText().equals("two"));
            plane.awaitRequest(
                    "the former cluster is let go",
                    request -> request.type().equals(ResourceType.CLUSTER.typeUrl())
                            && request.names().equals(List.of("orders-v2")));
        }
    }

    @Test
    void aCallWaitsForAListenerThatIsLongInComing() throws Exception {
        plane.put(Config.httpService("orders").version("v1", 1, one.address()).resources());
        plane.faults().hold(ResourceType.LISTENER);
        try (Mesh mesh = start("")) {
            CompletableFuture<Response> early =
                    mesh.client().send(Request.get("http://orders/")).toCompletableFuture();
            plane.awaitSubscribed(ResourceType.LISTENER, "orders");
            assertThat(early).isNotDone();

            plane.faults().release(ResourceType.LISTENER);

            assertThat(early.get(10, TimeUnit.SECONDS).bodyText()).isEqualTo("one");
        }
    }

    @Test
    void aHostThatTheControlPlaneDoesNotHaveIsRefusedUntilItHas() throws Exception {
        try (Mesh mesh = start("")) {
            Response unknown = get(mesh, "http://orders/");
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.info().flags().contains(ResponseFlag.NR)).isTrue();

            plane.put(
                    Config.httpService("orders").version("v1", 1, one.address()).resources());

            Started.until("the listener", () -> get(mesh, "http://orders/"), response -> response.status() == 200);

            plane.remove(ResourceType.LISTENER, "orders");
            Started.until("no listener", () -> get(mesh, "http://orders/"), response -> response.status() == 404);
        }
    }

    @Test
    void aBadListenerIsRefusedAndNotPassedBy() throws Exception {
        plane.put("""
                '@type': type.googleapis.com/envoy.config.listener.v3.Listener
                name: orders
                api_listener: {api_listener: {'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster, name: x}}
                """);
        try (Mesh mesh =
                builder("").unknownHosts(MeshBuilder.UnknownHosts.PASS_THROUGH).start()) {
            Response refused = get(mesh, "http://orders/");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.info().flags().contains(ResponseFlag.NC)).isTrue();
            plane.awaitNack(ResourceType.LISTENER);
        }
    }

    @Test
    void aTemplateAndAnAuthorityOfItsOwnSayWhereAListenerIs() throws Exception {
        try (ControlPlane other = ControlPlane.start()) {
            other.put("""
                    '@type': type.googleapis.com/envoy.config.listener.v3.Listener
                    name: xdstp://shop/envoy.config.listener.v3.Listener/orders
                    api_listener:
                      api_listener:
                        '@type': type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                        rds: {route_config_name: orders-routes, config_source: {ads: {}}}
                        http_filters:
                        - name: router
                          typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                    """);
            plane.put(
                    Config.httpService("orders").version("v1", 1, one.address()).resources());
            try (Mesh mesh = start("""
                    "client_default_listener_resource_name_template": "xdstp://shop/envoy.config.listener.v3.Listener/%%s",
                    "authorities": {"shop": {"xds_servers": [
                      {"server_uri": "%s", "channel_creds": [{"type": "insecure"}]}]}},
                    """.formatted(other.target()))) {
                assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("one");
                assertThat(names(ResourceType.LISTENER)).isEmpty();
            }
        }
    }

    @Test
    void aPortThatIsServedAsksForItsListener() throws Exception {
        try (Mesh mesh = start("""
                "server_listener_resource_name_template": "grpc/server?xds.resource.listening_address=%s",
                """)) {
            mesh.inbound(8443);

            plane.awaitSubscribed(ResourceType.LISTENER, "grpc/server?xds.resource.listening_address=0.0.0.0:8443");
        }
    }

    private List<List<String>> names(ResourceType type) {
        return plane.requests(type).stream().map(XdsRequest::names).toList();
    }

    private Mesh start(String more) throws InterruptedException, IOException {
        return builder(more).unknownHosts(MeshBuilder.UnknownHosts.REFUSE).start();
    }

    private MeshBuilder builder(String more) throws IOException {
        String bootstrap = "{" + more + plane.bootstrap("caller").grpc().strip().substring(1);
        return Mesh.builder()
                .bootstrap(Files.writeString(directory.resolve("bootstrap.json"), bootstrap))
                .ioThreads(1)
                .startTimeout(Started.PATIENCE);
    }
}
