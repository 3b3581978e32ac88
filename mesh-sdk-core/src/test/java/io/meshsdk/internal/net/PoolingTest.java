package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static io.meshsdk.internal.net.Client.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.Headers;
import io.meshsdk.call.Outcome;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.meshsdk.model.Http2ProtocolOptions;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.HttpProtocolOptions.Version;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
class PoolingTest {
    /** A port that was free a moment ago may be taken by now, be it by the socket that connects to it; this one never is. */
    private static final Address NOBODY = new Address.Socket("127.0.0.1", 1);

    private static final String NO_CONTENT = "HTTP/1.1 204 No\r\n\r\n";

    private final Client client = new Client();
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void nothingIsLeftBehind() {
        answer.countDown();
        client.close();
        assertThat(client.transport.openConnections()).isZero();
        assertThat(client.policies.connections).as("connection permits").hasValue(0);
        assertThat(client.policies.pending).as("pending permits").hasValue(0);
    }

    @Test
    void callsOneAfterTheOtherShareOneConnection() {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello")) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            for (int i = 0; i < 3; i++) {
                Probe probe = client.send(endpoint, get("/v1"));
                assertThat(probe.awaitHead().status()).isEqualTo(200);
                assertThat(probe.awaitHead().headers().get("x-a")).isEqualTo("b");
                probe.awaitEnd();
                assertThat(probe.body).hasToString("hello");
            }
            client.send(endpoint, post("/v1", "content-length", "3"), "abc", Headers.EMPTY)
                    .awaitEnd();

            assertThat(server.connections()).isEqualTo(1);
            assertThat(client.policies.connections).hasValue(1);
        }
    }

    @Test
    void aConnectionIsFreeWhenItsExchangeHearsOfItsEnd() {
        try (var server = RawServer.answering(NO_CONTENT)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe second = new Probe();
            Probe first = new Probe();
            client.run(() -> {
                first.onEnd = () -> client.start(endpoint, get("/2"), RequestEnd.WITH_HEAD, second);
                client.start(endpoint, get("/1"), RequestEnd.WITH_HEAD, first);
            });
            second.awaitEnd();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** As Envoy: a call whose connection is still being opened counts as pending, so of 20 at once only 3 pass. */
    @Test
    void callsWhoseConnectionIsBeingOpenedCountAsPending() {
        client.policies.maxConnections = 2;
        client.policies.maxPending = 3;
        try (var server = holding()) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            List<Probe> probes = burst(endpoint, 20);

            assertThat(probes.stream().filter(probe -> probe.outcome.isDone())).hasSize(17);
            assertThat(probes.get(19).awaitFailure()).isInstanceOf(Outcome.Overflowed.class);
            assertThat(probes.get(19).awaitFailure().details())
                    .isEqualTo("upstream_reset_before_response_started{overflow}");
            answer.countDown();
            probes.subList(0, 3).forEach(Probe::awaitEnd);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** As Envoy: with 2 connections and 3 pending, 2 + 3 of calls that come one by one get through. */
    @Test
    void callsThatComeOneByOneGetConnectionsThenWait() {
        client.policies.maxConnections = 2;
        client.policies.maxPending = 3;
        try (var server = holding()) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            List<Probe> probes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                probes.add(client.send(endpoint, get("/" + i)));
                if (i < 2) {
                    Client.eventually("it has a connection", probes.get(i).peer::isDone);
                }
            }
            assertThat(client.onLoop(() -> probes.stream()
                            .filter(probe -> probe.outcome.isDone())
                            .count()))
                    .isEqualTo(3);
            answer.countDown();
            probes.subList(0, 5).forEach(Probe::awaitEnd);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** Else calls would wait for a connection that nobody at this endpoint can give back. */
    @Test
    void anEndpointWithoutConnectionsGetsOneAboveTheLimit() {
        client.policies.maxConnections = 1;
        try (var busy = holding();
                var other = RawServer.answering(NO_CONTENT)) {
            Probe holder = client.send(busy.address(), get("/"));
            Client.eventually("it has a connection", holder.peer::isDone);

            client.send(other.address(), get("/")).awaitEnd();

            assertThat(client.policies.connections).hasValue(2);
        }
    }

    @Test
    void aCallThatGivesUpNoLongerWaits() {
        client.policies.maxConnections = 1;
        try (var server = holding()) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe first = client.send(endpoint, get("/1"));
            Client.eventually("it has a connection", first.peer::isDone);
            Probe waiting = new Probe();
            ClientExchange exchange = client.open(endpoint, get("/2"), RequestEnd.WITH_HEAD, waiting);
            assertThat(client.policies.pending).hasValue(1);

            client.run(exchange::reset);

            assertThat(client.policies.pending).hasValue(0);
            answer.countDown();
            first.awaitEnd();
            assertThat(waiting.ends).hasValue(0);
        }
    }

    @Test
    void oneFailedConnectionFailsTheCallsThatHaveNoOtherHope() {
        client.policies.maxConnections = 1;
        for (Probe probe : burst(new TestEndpoint(NOBODY), 5)) {
            assertThat(probe.awaitFailure()).isInstanceOf(Outcome.ConnectFailed.class);
        }
    }

    @Test
    void aConnectionIdlesNoLongerThanConfigured() {
        client.options(options(Duration.ofSeconds(30), Duration.ZERO, 0));
        try (var server = RawServer.answering(NO_CONTENT)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/")).awaitEnd();
            client.time.advance(Duration.ofSeconds(29));
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(1);

            client.time.advance(Duration.ofSeconds(30));
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(2);

            client.time.advance(Duration.ofSeconds(30));
            Client.eventually("it is closed although nobody asks", () -> client.transport.openConnections() == 0);
        }
    }

    @Test
    void aConnectionEndsAfterItsTimeAndAfterItsRequests() {
        client.options(options(Duration.ZERO, Duration.ofMinutes(1), 0));
        try (var server = RawServer.answering(NO_CONTENT)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/")).awaitEnd();
            client.time.advance(Duration.ofMinutes(1));
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(2);
        }
        client.options(options(Duration.ZERO, Duration.ZERO, 2));
        try (var server = RawServer.answering(NO_CONTENT)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            for (int i = 0; i < 4; i++) {
                client.send(endpoint, get("/")).awaitEnd();
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void connectionsOfAnEndpointThatIsGoneDrain() {
        try (var server = holding()) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe busy = client.send(endpoint, get("/"));
            Client.eventually("it has a connection", busy.peer::isDone);
            endpoint.removed = true;
            client.transport.retire(endpoint, 0);

            answer.countDown();
            busy.awaitEnd();
            Client.eventually("the connection is closed", () -> client.transport.openConnections() == 0);
        }
        try (var server = RawServer.answering(NO_CONTENT)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/")).awaitEnd();
            endpoint.removed = true;
            client.transport.retire(endpoint, 0);
            Client.eventually("the free one is closed at once", () -> client.transport.openConnections() == 0);
        }
    }

    @Test
    void connectionsOfAnotherGenerationDrainAndAreNotUsed() {
        try (var server = RawServer.answering(NO_CONTENT)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/")).awaitEnd();

            // Refused stands for any other security here: what matters is that the kept connection is not used.
            client.security = new ClientSecurity.Refused(8, "revoked");
            assertThat(client.send(endpoint, get("/")).awaitFailure()).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(client.transport.openConnections()).isEqualTo(1);

            client.transport.retire(endpoint, 8);
            Client.eventually("the old one is closed", () -> client.transport.openConnections() == 0);
        }
    }

    @Test
    void aConnectionOpenedAheadIsUsed() throws Exception {
        try (var server = RawServer.answering(NO_CONTENT)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            assertThat(preconnect(endpoint)).isEmpty();
            assertThat(preconnect(endpoint)).isEmpty();

            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(1);
        }
        assertThat(preconnect(new TestEndpoint(NOBODY))).get().isInstanceOf(Outcome.ConnectFailed.class);
    }

    /** Before a request was sent, so that it may go anywhere else. */
    @Test
    void aServerThatDoesNotSpeakHttp2HasSeenNoRequest() {
        client.options(Http2Options.DEFAULTS);
        try (var server = RawServer.answering("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")) {
            Outcome outcome = client.send(server.address(), get("/")).awaitFailure();

            assertThat(outcome).isInstanceOf(Outcome.ConnectFailed.class);
            assertThat(outcome.details()).contains("HTTP/2");
        }
    }

    private Optional<Outcome> preconnect(TestEndpoint endpoint) throws Exception {
        CompletableFuture<Optional<Outcome>> done = new CompletableFuture<>();
        client.transport.preconnect(client.loop, endpoint, client.security, RoutingPriority.DEFAULT, done::complete);
        return done.get(10, TimeUnit.SECONDS);
    }

    /** All in one turn of the loop, before any connection is there. */
    private List<Probe> burst(TestEndpoint endpoint, int calls) {
        return client.onLoop(() -> {
            List<Probe> probes = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                Probe probe = new Probe();
                client.start(endpoint, get("/" + i), RequestEnd.WITH_HEAD, probe);
                probes.add(probe);
            }
            return probes;
        });
    }

    /** Answers when the test says so. */
    private RawServer holding() {
        return new RawServer(connection -> {
            while (!connection.readRequest().isEmpty()) {
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                connection.send(NO_CONTENT);
            }
        });
    }

    private static HttpProtocolOptions options(Duration idle, Duration life, int maxRequests) {
        return new HttpProtocolOptions(
                Version.HTTP1, idle, life, maxRequests, 60 * 1024, 100, false, false, Http2ProtocolOptions.DEFAULT);
    }
}
