package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static io.meshsdk.internal.net.Client.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.net.Transport.RequestEnd;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakGuard.class)
class BackPressureTest {
    private static final int LARGE = 32 << 20;

    private Client client = new Client();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void noMoreChunksComeThanWereRequested() {
        try (var server = RawServer.answering(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n")) {
            Probe probe = new Probe();
            ClientExchange exchange =
                    client.open(new TestEndpoint(server.address()), get("/"), RequestEnd.WITH_HEAD, probe);
            probe.awaitHead();
            assertThat(client.onLoop(() -> probe.body.toString())).isEmpty();

            client.run(() -> exchange.request(2));
            assertThat(client.onLoop(() -> probe.body.toString())).isEqualTo("ab");
            assertThat(probe.trailers).isNotDone();

            client.run(() -> exchange.request(1));
            probe.awaitEnd();
            assertThat(probe.body).hasToString("abc");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReaderThatWaitsStopsTheServer(Sockets sockets) {
        client.close();
        client = new Client(sockets);
        AtomicLong written = new AtomicLong();
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: " + LARGE + "\r\n\r\n");
            byte[] block = new byte[64 << 10];
            while (written.get() < LARGE) {
                connection.socket().getOutputStream().write(block);
                written.addAndGet(block.length);
            }
        })) {
            Probe probe = new Probe();
            ClientExchange exchange =
                    client.open(new TestEndpoint(server.address()), get("/"), RequestEnd.WITH_HEAD, probe);
            probe.awaitHead();
            Client.eventually("the server is stuck", () -> {
                long before = written.get();
                CountDownLatch never = new CountDownLatch(1);
                return !never.await(200, TimeUnit.MILLISECONDS) && before == written.get();
            });
            assertThat(written.get()).isLessThan(LARGE);

            // The server closes as soon as all is written: what has not been read by then must still come.
            client.run(() -> exchange.request(Long.MAX_VALUE));
            probe.awaitEnd();
            assertThat(probe.bytes).hasValue(LARGE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCameBeforeTheServerClosedIsKeptForASlowReader(Sockets sockets) {
        client.close();
        client = new Client(sockets);
        int size = 1 << 20;
        CountDownLatch closed = new CountDownLatch(1);
        try (var server = new RawServer(connection -> {
            connection.readHead();
            connection.socket().setSendBufferSize(4 << 20);
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n" + "x".repeat(size));
            connection.socket().close();
            closed.countDown();
        })) {
            Probe probe = new Probe();
            ClientExchange exchange =
                    client.open(new TestEndpoint(server.address()), get("/"), RequestEnd.WITH_HEAD, probe);
            probe.awaitHead();
            client.run(() -> exchange.request(1));
            Client.eventually("the server has closed or is stuck", () -> {
                closed.await(300, TimeUnit.MILLISECONDS);
                return true;
            });

            client.run(() -> exchange.request(Long.MAX_VALUE));
            probe.awaitEnd();
            assertThat(probe.bytes).hasValue(size);
        }
    }

    @Test
    void aWriterIsToldWhenThereIsNoRoomAndWhenThereIsAgain() {
        CountDownLatch read = new CountDownLatch(1);
        int size = 16 << 20;
        try (var server = new RawServer(connection -> {
            connection.readHead();
            try {
                read.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            connection.socket().getInputStream().readNBytes(size);
            connection.send("HTTP/1.1 204 No\r\n\r\n");
            connection.awaitClose();
        })) {
            Probe probe = new Probe();
            AtomicLong left = new AtomicLong(size);
            CountDownLatch stuck = new CountDownLatch(1);
            TestEndpoint endpoint = new TestEndpoint(server.address());
            client.run(() -> {
                ClientExchange exchange =
                        client.start(endpoint, post("/", "content-length", "" + size), RequestEnd.LATER, probe);
                exchange.request(Long.MAX_VALUE);
                probe.onWritable = () -> {
                    while (exchange.writable() && left.get() > 0) {
                        exchange.write(Unpooled.wrappedBuffer(new byte[64 << 10]));
                        left.addAndGet(-(64 << 10));
                    }
                    if (left.get() > 0) {
                        stuck.countDown();
                    } else {
                        exchange.end();
                    }
                };
            });
            Client.eventually("there is no room", () -> stuck.getCount() == 0);
            assertThat(left.get()).isPositive();

            read.countDown();
            probe.awaitEnd();
            assertThat(left).hasValue(0);
        }
    }
}
