package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Outcome;
import io.meshsdk.internal.net.Transport.RequestEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakGuard.class)
class LifecycleTest {
    @ParameterizedTest
    @EnumSource
    void itsThreadsAreDaemonsThatEndWithIt(Sockets sockets) throws Exception {
        NettyTransport transport = NettyTransport.start(2, sockets, new ManualTime(), new TestPolicies());
        List<Thread> threads = new ArrayList<>();
        for (var loop : transport.loops()) {
            threads.add(loop.submit(Thread::currentThread).get(10, TimeUnit.SECONDS));
        }
        assertThat(threads).extracting(Thread::getName).containsExactlyInAnyOrder("mesh-io-1", "mesh-io-2");
        assertThat(threads).allMatch(Thread::isDaemon);

        transport.shutdown(Duration.ofSeconds(10)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
        // Twice does no harm.
        transport.shutdown(Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void exchangesUnderWayMayEndAndNoNewOnesBegin() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (var server = new RawServer(connection -> {
            connection.readHead();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            connection.send("HTTP/1.1 204 No\r\n\r\n");
            connection.awaitClose();
        })) {
            Client client = new Client();
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe underWay = client.send(endpoint, get("/"));
            Client.eventually("it has a connection", underWay.peer::isDone);

            CompletableFuture<Void> ended =
                    client.transport.shutdown(Duration.ofMinutes(5)).toCompletableFuture();
            Probe late = new Probe();
            client.open(endpoint, get("/"), RequestEnd.WITH_HEAD, late);
            assertThat(late.awaitFailure()).isEqualTo(new Outcome.Cancelled("mesh_closed"));
            assertThat(ended).isNotDone();

            answer.countDown();
            underWay.awaitEnd();
            ended.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void exchangesThatDoNotEndInTimeAreCancelled() throws Exception {
        try (var server = new RawServer(RawServer.Connection::awaitClose)) {
            Client client = new Client();
            client.policies.maxConnections = 1;
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe hanging = client.send(endpoint, get("/1"));
            Client.eventually("it has a connection", hanging.peer::isDone);
            Probe waiting = client.send(endpoint, get("/2"));

            client.transport
                    .shutdown(Duration.ofMillis(20))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);

            assertThat(hanging.awaitFailure()).isEqualTo(new Outcome.Cancelled("mesh_closed"));
            assertThat(waiting.awaitFailure()).isEqualTo(new Outcome.Cancelled("mesh_closed"));
            assertThat(client.policies.connections).hasValue(0);
            assertThat(client.policies.pending).hasValue(0);
        }
    }
}
