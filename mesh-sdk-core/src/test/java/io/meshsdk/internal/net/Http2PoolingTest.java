package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Address;
import io.meshsdk.call.Outcome;
import io.meshsdk.internal.net.Transport.RequestEnd;
import io.meshsdk.model.HttpProtocolOptions;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(LeakGuard.class)
class Http2PoolingTest {
    @RegisterExtension
    final Client client = Client.http2();

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger came = new AtomicInteger();

    @AfterEach
    void end() {
        answer.countDown();
    }

    @Test
    void whenTheServersLimitIsReachedMoreConnectionsAreOpened() {
        try (var server = holding(4)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            List<Probe> probes = client.burst(endpoint, 10);

            Client.eventually("all came", () -> came.get() == 10);
            assertThat(server.connections()).isEqualTo(3);
            answer.countDown();
            probes.forEach(Probe::awaitEnd);
        }
    }

    @Test
    void callsBeyondTheLimitOfConnectionsWait() {
        client.policies.maxConnections = 1;
        client.policies.maxPending = 12;
        try (var server = holding(4)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            List<Probe> probes = client.burst(endpoint, 20);

            assertThat(probes.stream().filter(probe -> probe.outcome.isDone())).hasSize(8);
            assertThat(probes.get(19).awaitFailure()).isInstanceOf(Outcome.Overflowed.class);
            Client.eventually("as many as the server takes", () -> came.get() == 4);
            assertThat(client.policies.pending).hasValue(8);
            answer.countDown();
            probes.subList(0, 12).forEach(Probe::awaitEnd);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aCallerAtTheLimitGoesOnWithoutAnotherConnection() {
        try (var server = new Http2Server(new Http2Settings().maxConcurrentStreams(2))) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            CountDownLatch rounds = new CountDownLatch(40);
            client.run(() -> {
                caller(endpoint, rounds);
                caller(endpoint, rounds);
            });
            Client.eventually("all rounds", () -> rounds.getCount() == 0);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** Begins the next call when it hears of the end of the one before. */
    private void caller(TestEndpoint endpoint, CountDownLatch rounds) {
        Probe probe = new Probe();
        probe.onEnd = () -> {
            rounds.countDown();
            if (rounds.getCount() > 0) {
                caller(endpoint, rounds);
            }
        };
        client.start(endpoint, get("/"), RequestEnd.WITH_HEAD, probe).request(Long.MAX_VALUE);
    }

    @Test
    void aConnectionIsLeftAfterSoManyRequests() {
        client.options(Http2Options.of(Duration.ofHours(1), Duration.ZERO, 3));
        try (var server = new Http2Server(new Http2Settings())) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.burst(endpoint, 7).forEach(Probe::awaitEnd);

            assertThat(server.connections()).isEqualTo(3);
            client.send(endpoint, get("/")).awaitEnd();
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(3);
            Client.eventually("spent connections close", () -> client.transport.openConnections() == 0);
        }
    }

    @Test
    void aConnectionIsLeftWhenItIsOld() {
        client.options(Http2Options.of(Duration.ofHours(1), Duration.ofMinutes(1), 0));
        try (var server = holding(100)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            List<Probe> first = client.burst(endpoint, 1);
            Client.eventually("came", () -> came.get() == 1);
            client.time.advance(Duration.ofMinutes(1));
            List<Probe> second = client.burst(endpoint, 1);
            Client.eventually("came", () -> came.get() == 2);

            assertThat(server.connections())
                    .as("a new one, beside the old that ends its exchange")
                    .isEqualTo(2);
            assertThat(client.transport.openConnections()).isEqualTo(2);
            answer.countDown();
            first.get(0).awaitEnd();
            second.get(0).awaitEnd();
            Client.eventually("the old one is closed", () -> client.transport.openConnections() == 1);
        }
    }

    @Test
    void aConnectionIsLeftWhenItIsOldThoughExchangesWaitForIt() {
        client.options(Http2Options.of(Duration.ofHours(1), Duration.ofMinutes(1), 0));
        client.policies.maxConnections = 1;
        try (var server = holding(1)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            List<Probe> probes = client.burst(endpoint, 3);
            Client.eventually("came", () -> came.get() == 1);
            client.time.advance(Duration.ofMinutes(1));
            answer.countDown();
            probes.forEach(Probe::awaitEnd);

            assertThat(server.connections())
                    .as("those that waited take a new one")
                    .isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatIdlesTooLongIsClosed() {
        client.options(Http2Options.of(Duration.ofMinutes(1), Duration.ZERO, 0));
        try (var server = new Http2Server(new Http2Settings())) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/")).awaitEnd();
            client.time.advance(Duration.ofSeconds(59));
            client.send(endpoint, get("/")).awaitEnd();
            client.time.advance(Duration.ofSeconds(59));
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(1);
            client.time.advance(Duration.ofSeconds(60));

            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(2);
            client.time.advance(Duration.ofSeconds(60));
            Client.eventually("closed by the sweep", () -> client.transport.openConnections() == 0);
        }
    }

    @Test
    void aBusyConnectionDoesNotIdle() {
        client.options(Http2Options.of(Duration.ofMinutes(1), Duration.ZERO, 0));
        try (var server = holding(100)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            List<Probe> probes = client.burst(endpoint, 1);
            Client.eventually("came", () -> came.get() == 1);
            client.time.advance(Duration.ofHours(1));
            client.run(() -> {});
            answer.countDown();

            probes.get(0).awaitEnd();
            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void connectionsOfARemovedEndpointDrain() {
        try (var server = holding(100)) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            List<Probe> probes = client.burst(endpoint, 3);
            Client.eventually("came", () -> came.get() == 3);
            endpoint.removed = true;
            client.transport.retire(endpoint, 0);
            client.run(() -> {});
            assertThat(client.transport.openConnections()).isEqualTo(1);
            answer.countDown();

            probes.forEach(Probe::awaitEnd);
            Client.eventually("drained", () -> client.transport.openConnections() == 0);
        }
    }

    @Test
    void connectionsOfAClusterThatTurnedToAnotherProtocolAreLeft() {
        try (var server = new Http2Server(new Http2Settings())) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.send(endpoint, get("/")).awaitEnd();
            client.options(HttpProtocolOptions.HTTP1);

            Client.eventually("left by the sweep", () -> client.transport.openConnections() == 0);
            assertThat(client.send(endpoint, get("/")).awaitFailure())
                    .isInstanceOfAny(Outcome.Disconnected.class, Outcome.ProtocolError.class);
            client.options(Http2Options.DEFAULTS);
            client.send(endpoint, get("/")).awaitEnd();
        }
    }

    @Test
    void aConnectionOpenedAheadIsUsed() throws Exception {
        try (var server = new Http2Server(new Http2Settings())) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            assertThat(preconnect(endpoint)).isEmpty();
            assertThat(preconnect(endpoint)).isEmpty();

            client.send(endpoint, get("/")).awaitEnd();
            assertThat(server.connections()).isEqualTo(1);
        }
        assertThat(preconnect(new TestEndpoint(new Address.Socket("127.0.0.1", 1))))
                .get()
                .isInstanceOf(Outcome.ConnectFailed.class);
    }

    @Test
    void aLimitThatRisesLetsWaitingCallsGo() {
        client.policies.maxConnections = 1;
        CountDownLatch first = new CountDownLatch(1);
        try (var server = Frames.serving(
                frames -> {
                    int one = frames.request();
                    first.countDown();
                    frames.settings(Frames.MAX_CONCURRENT_STREAMS, 2);
                    int two = frames.request();
                    frames.answer(two, "two");
                    frames.answer(one, "one");
                    frames.awaitClose();
                },
                Frames.MAX_CONCURRENT_STREAMS,
                1)) {
            List<Probe> probes = client.burst(new TestEndpoint(server.address()), 2);

            probes.forEach(Probe::awaitEnd);
            assertThat(probes.get(1).body).hasToString("two");
        }
    }

    private Optional<Outcome> preconnect(TestEndpoint endpoint) throws Exception {
        CompletableFuture<Optional<Outcome>> done = new CompletableFuture<>();
        client.transport.preconnect(client.loop, endpoint, client.security, RoutingPriority.DEFAULT, done::complete);
        return done.get(10, TimeUnit.SECONDS);
    }

    /** Answers when the test says so. */
    private RawServer holding(int maxStreams) {
        return Frames.serving(
                frames -> {
                    while (true) {
                        int stream = frames.request();
                        came.incrementAndGet();
                        Thread answering = new Thread(() -> answer(frames, stream));
                        answering.setDaemon(true);
                        answering.start();
                    }
                },
                Frames.MAX_CONCURRENT_STREAMS,
                maxStreams);
    }

    private void answer(Frames frames, int stream) {
        try {
            answer.await();
            synchronized (frames) {
                frames.answer(stream, "hello");
            }
        } catch (InterruptedException | IOException gone) {
            // The test is over.
        }
    }
}
