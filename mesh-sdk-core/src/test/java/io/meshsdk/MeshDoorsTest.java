package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.Inbound.Acceptance;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.engine.Outbound;
import io.meshsdk.transport.ServerSecurity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a whole mesh hands out, switched on and off, and that nothing of it is left when it is closed. */
@Timeout(60)
class MeshDoorsTest {
    private HttpServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aMeshThatIsSwitchedOffPassesCallsByWithEachClient() throws Exception {
        try (Mesh mesh = switchedOff()) {
            URI there = URI.create("http://127.0.0.1:" + port() + "/");
            assertThat(mesh.client().sendBlocking(Request.get(there.toString())).status())
                    .isEqualTo(204);
            assertThat(mesh.httpClient()
                            .send(HttpRequest.newBuilder(there).build(), BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(mesh.client().reach(there))
                    .isInstanceOfSatisfying(
                            Outbound.Reach.Unknown.class,
                            unknown -> assertThat(unknown.why()).contains("MESH_ENABLED=false"));
        }
    }

    @Test
    void aMeshThatIsSwitchedOffLetsEverybodyInUnchecked() {
        try (Mesh mesh = switchedOff()) {
            InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
            ConnectionFacts facts = new ConnectionFacts(local, local, Encryption.PLAINTEXT, "", List.of());
            Acceptance.Accept accepted = (Acceptance.Accept) mesh.inbound(8080).accept(facts);
            assertThat(accepted.chain().security()).isEqualTo(ServerSecurity.PLAINTEXT);
            RequestHead head = new RequestHead("DELETE", "http", "orders", "/admin", Headers.EMPTY);
            InboundCall call = accepted.chain().open(head, Peer.PLAINTEXT, facts);
            assertThat(call.plan()).isEqualTo(new InboundCall.Plan.Proceed(head));
            call.close(new Outcome.Answered(200));
        }
    }

    @Test
    void closingEndsEveryThreadAndTakesTheMetersAway() throws Exception {
        Set<Thread> before = MeshThreads.alive();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Mesh mesh =
                StaticMesh.builder(directory, port()).meterRegistry(registry).start();
        assertThat(mesh.client()
                        .send(Request.get("http://orders/"))
                        .toCompletableFuture()
                        .get()
                        .status())
                .isEqualTo(204);
        assertThat(registry.find("mesh.config.age").tag("type", "cluster").timeGauge())
                .isNotNull();
        Set<Thread> its = MeshThreads.alive();
        its.removeAll(before);
        assertThat(its).extracting(Thread::getName).anyMatch(name -> name.startsWith("mesh-io"));

        mesh.close();
        mesh.close();

        for (Thread thread : its) {
            thread.join(20_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
        assertThat(registry.find("mesh.config.age").meter()).isNull();
    }

    @Test
    void closingAClientOfTheJdkLeavesTheMeshAndItsOtherClients() throws Exception {
        try (Mesh mesh = StaticMesh.builder(directory, port()).start()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://orders/")).build();
            HttpClient closed = mesh.httpClient();
            assertThat(closed.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
            ((MeshHttpClient) closed).close();
            assertThatIOException().isThrownBy(() -> closed.send(request, BodyHandlers.discarding()));

            assertThat(mesh.httpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(mesh.client().sendBlocking(Request.get("http://orders/")).status())
                    .isEqualTo(204);
        }
    }

    @Test
    void clientsOfTheJdkAreBuiltAsTheirUserWantsThem() throws Exception {
        server.createContext("/old", exchange -> {
            exchange.getResponseHeaders().add("location", "/new");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://orders/old")).build();
        try (Mesh mesh = StaticMesh.builder(directory, port()).start()) {
            HttpClient following = mesh.httpClientBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
            assertThat(following.send(request, BodyHandlers.discarding()).uri())
                    .isEqualTo(URI.create("http://orders/new"));
            // What is said of one builder is not said of the next.
            assertThat(mesh.httpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(302);
        }
    }

    @Test
    void httpsUrisOfTheMeshAreRefusedUnlessTheUserSaysOtherwise() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("https://orders/")).build();
        try (Mesh mesh = StaticMesh.builder(directory, port()).start()) {
            assertThatIOException()
                    .isThrownBy(() -> mesh.httpClient().send(request, BodyHandlers.discarding()))
                    .withMessageContaining("orders is a host of the mesh, which encrypts by itself: write http://")
                    .withMessageContaining("MeshBuilder.httpsUris(AS_HTTP)");
        }
        try (Mesh mesh = StaticMesh.builder(directory, port())
                .httpsUris(MeshBuilder.HttpsUris.AS_HTTP)
                .start()) {
            assertThat(mesh.httpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void unknownHostsGoPastTheMeshOrNowhereAsTheUserSays() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/"))
                .build();
        try (Mesh mesh = StaticMesh.builder(directory, port()).start()) {
            assertThat(mesh.httpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(204);
        }
        try (Mesh mesh = StaticMesh.builder(directory, port())
                .unknownHosts(MeshBuilder.UnknownHosts.REFUSE)
                .start()) {
            assertThat(mesh.httpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .isNotEqualTo(204);
        }
    }

    @Test
    void closingTwiceAtOnceEndsBoth() throws Exception {
        Mesh mesh = StaticMesh.builder(directory, port()).start();
        CompletableFuture<Void> other = CompletableFuture.runAsync(mesh::close);
        mesh.close();
        other.get();
    }

    private Mesh switchedOff() {
        return Mesh.builder()
                .bootstrap(directory.resolve("not-read"))
                .environment(Map.of("MESH_ENABLED", "false"))
                .start();
    }

    private int port() {
        return server.getAddress().getPort();
    }
}
