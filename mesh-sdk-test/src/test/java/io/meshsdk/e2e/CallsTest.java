package io.meshsdk.e2e;

import static io.meshsdk.e2e.Started.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meshsdk.Mesh;
import io.meshsdk.Request;
import io.meshsdk.Response;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.model.ResourceType;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.Bootstrap;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.FaultyServer;
import io.meshsdk.test.HttpService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller sees of routes, retries, timeouts and limits that a control plane sent. */
@Timeout(60)
class CallsTest {
    private final ControlPlane plane = ControlPlane.start();
    private final List<FaultyServer> servers = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        servers.forEach(FaultyServer::close);
        plane.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callsAreSplitByWeightAndByHeaderAndTheSplitMovesWithAPush(boolean delta) throws Exception {
        HttpService orders = Config.httpService("orders")
                .version("v1", 90, server(Behavior.answer(200, "v1")))
                .version("v2", 10, server(Behavior.answer(200, "v2")))
                .when("x-tester", "yes", "v2");
        plane.put(orders.resources());
        Bootstrap bootstrap = plane.bootstrap("caller");
        try (Mesh mesh = Started.mesh(delta ? bootstrap.delta() : bootstrap, directory)) {
            assertThat(shareOf("v2", mesh, 500)).isCloseTo(0.1, within(0.07));
            for (int i = 0; i < 10; i++) {
                assertThat(get(mesh, "http://orders/", "x-tester", "yes").bodyText())
                        .isEqualTo("v2");
            }

            plane.put(orders.version("v1", 0, servers.get(0).address())
                    .version("v2", 1, servers.get(1).address())
                    .routes());
            plane.awaitAck(ResourceType.ROUTE_CONFIGURATION);
            // In force a moment after it was acknowledged.
            Started.eventually("all calls go to v2", () -> shareOf("v2", mesh, 50) == 1);
        }
    }

    @Test
    void whatFailsIsTriedElsewhereAndTheCallerSeesNothingOfIt() throws Exception {
        String good = server(Behavior.answer(200, "good"));
        for (Behavior bad : List.of(
                Behavior.answer(503, "bad"),
                Behavior.resetAfterRequest(),
                Behavior.closeAfterRequest(),
                Behavior.garbage(),
                Behavior.conflictingLengths())) {
            plane.put(Config.httpService("orders")
                    .version("v1", 1, server(bad), good)
                    .retries("5xx", 2)
                    .resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                List<Integer> attempts = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    Response response = get(mesh, "http://orders/");
                    assertThat(response.bodyText()).as(response.toString()).isEqualTo("good");
                    attempts.add(response.info().attempts());
                }
                assertThat(attempts).contains(2);
            }
        }
    }

    @Test
    void aKilledEndpointCostsNoCallAndARemovedOneGetsNone() throws Exception {
        String good = server(Behavior.answer(200, "good"));
        String killed = server(Behavior.answer(200, "killed"));
        plane.put(Config.httpService("orders")
                .version("v1", 1, good, killed)
                .retries("connect-failure,reset-before-request,reset", 2)
                .resources());
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            assertThat(shareOf("killed", mesh, 10)).isEqualTo(0.5);
            servers.get(1).close();
            assertThat(shareOf("good", mesh, 20)).isEqualTo(1);

            plane.put(Config.endpoints("orders-v1", good));
            plane.awaitAck(ResourceType.CLUSTER_LOAD_ASSIGNMENT);
            Started.until(
                    "one endpoint left",
                    () -> {
                        get(mesh, "http://orders/");
                        return get(mesh, "http://orders/");
                    },
                    response -> response.info().attempts() == 1);

            plane.put(Config.endpoints("orders-v1"));
            plane.awaitAck(ResourceType.CLUSTER_LOAD_ASSIGNMENT);
            Response none = Started.until(
                    "no endpoint", () -> get(mesh, "http://orders/"), response -> response.status() == 503);
            assertThat(none.info().flags().contains(ResponseFlag.UH)).isTrue();
        }
    }

    @Test
    void withoutRetriesTheCallerSeesWhatHappenedWithEnvoysFlags() throws Exception {
        plane.put(Config.httpService("reset")
                .version("v1", 1, server(Behavior.resetAfterRequest()))
                .resources());
        FaultyServer gone = FaultyServer.start(Behavior.answer(200, "never"));
        gone.close();
        plane.put(Config.httpService("refused").version("v1", 1, gone.address()).resources());
        plane.put(Config.httpService("garbage")
                .version("v1", 1, server(Behavior.garbage()))
                .resources());
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            assertFails(get(mesh, "http://reset/"), 503, ResponseFlag.UC);
            assertFails(get(mesh, "http://refused/"), 503, ResponseFlag.UF);
            assertFails(get(mesh, "http://garbage/"), 502, ResponseFlag.UPE);
        }
    }

    @Test
    void aHangingEndpointIsGivenUpAfterThePerTryTimeoutAndTheCallAfterItsRoutes() throws Exception {
        FaultyServer slow = FaultyServer.start(Behavior.hang());
        servers.add(slow);
        plane.put(Config.httpService("orders")
                .version("v1", 1, slow.address(), server(Behavior.answer(200, "good")))
                .resources());
        plane.put("""
                '@type': type.googleapis.com/envoy.config.route.v3.RouteConfiguration
                name: orders-routes
                virtual_hosts:
                - name: orders
                  domains: [orders]
                  routes:
                  - match: {prefix: /short}
                    route: {cluster: orders-v1, timeout: 0.2s}
                  - match: {prefix: /}
                    route:
                      cluster: orders-v1
                      timeout: 10s
                      retry_policy: {retry_on: '5xx', num_retries: 2, per_try_timeout: 0.15s}
                """);
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            List<Integer> attempts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Response response = get(mesh, "http://orders/");
                assertThat(response.bodyText()).isEqualTo("good");
                attempts.add(response.info().attempts());
            }
            assertThat(attempts).contains(2);

            plane.put(Config.endpoints("orders-v1", slow.address()));
            plane.awaitAck(ResourceType.CLUSTER_LOAD_ASSIGNMENT);
            Response late = Started.until(
                    "a timeout", () -> get(mesh, "http://orders/short"), response -> response.status() != 200);
            assertFails(late, 504, ResponseFlag.UT);
            assertThat(late.info().attempts()).isEqualTo(1);
            slow.awaitOpenConnections(0);
        }
    }

    @Test
    void moreCallsThanTheBreakerLetsThroughAreRefusedAtOnce() throws Exception {
        FaultyServer slow = FaultyServer.start(Behavior.hang());
        servers.add(slow);
        plane.put(Config.httpService("orders")
                .version("v1", 1, slow.address())
                .maxRequests("v1", 2)
                .timeout(Duration.ZERO)
                .resources());
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            List<CompletableFuture<Response>> inFlight = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                inFlight.add(mesh.client().send(Request.get("http://orders/")).toCompletableFuture());
            }
            slow.awaitRequests(2);
            assertFails(get(mesh, "http://orders/"), 503, ResponseFlag.UO);

            slow.become(Behavior.answer(200, "again"));
            inFlight.forEach(call -> call.cancel(true));
            assertThat(Started.until("room", () -> get(mesh, "http://orders/"), response -> response.status() == 200)
                            .bodyText())
                    .isEqualTo("again");
        }
    }

    @Test
    void theClientOfTheJdkGoesThroughTheMeshToo() throws Exception {
        plane.put(Config.httpService("orders")
                .version("v1", 1, server(Behavior.answer(200, "meshed")))
                .resources());
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create("http://orders/"))
                    .build();
            assertThat(mesh.httpClient()
                            .sendAsync(request, java.net.http.HttpResponse.BodyHandlers.ofString())
                            .get(10, TimeUnit.SECONDS)
                            .body())
                    .isEqualTo("meshed");
        }
    }

    private static void assertFails(Response response, int status, ResponseFlag flag) {
        assertThat(response.status()).as(response.toString()).isEqualTo(status);
        assertThat(response.info().flags().contains(flag))
                .as(response.toString())
                .isTrue();
    }

    private static double shareOf(String body, Mesh mesh, int calls) {
        int hits = 0;
        for (int i = 0; i < calls; i++) {
            Response response = mesh.client()
                    .send(Request.get("http://orders/"))
                    .toCompletableFuture()
                    .join();
            assertThat(response.status()).as(response.toString()).isEqualTo(200);
            hits += response.bodyText().equals(body) ? 1 : 0;
        }
        return hits / (double) calls;
    }

    private String server(Behavior behavior) {
        FaultyServer server = FaultyServer.start(behavior);
        servers.add(server);
        return server.address();
    }
}
