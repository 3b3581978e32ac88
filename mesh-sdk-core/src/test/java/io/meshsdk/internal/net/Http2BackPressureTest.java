package io.meshsdk.internal.net;

import static io.meshsdk.internal.net.Client.get;
import static io.meshsdk.internal.net.Client.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.net.Transport.RequestEnd;
import io.meshsdk.model.Http2ProtocolOptions;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Neither side can make the other keep more than a window. */
@ExtendWith(LeakGuard.class)
class Http2BackPressureTest {
    private static final int WINDOW = Http2ProtocolOptions.DEFAULT.initialStreamWindowSize();
    private static final int FRAME = 16 * 1024;

    @RegisterExtension
    final Client client = Client.http2();

    @Test
    void aBodyThatNobodyReadsStopsAtItsWindowAndStopsNoOther() {
        CompletableFuture<Frames.Frame> opened = new CompletableFuture<>();
        try (var server = Frames.serving(frames -> {
            int unread = frames.request();
            int read = frames.request();
            frames.headers(unread, false, ":status", "200");
            for (int sent = 0; sent < WINDOW; sent += FRAME) {
                frames.data(unread, false, "x".repeat(FRAME));
            }
            frames.headers(read, false, ":status", "200");
            for (int i = 0; i < 128; i++) {
                frames.data(read, false, "y".repeat(FRAME));
                awaitWindow(frames, read, i);
            }
            frames.data(read, true, "");
            Frames.Frame update = frames.next(Frames.WINDOW_UPDATE);
            while (update.stream() != unread) {
                assertThat(update.stream())
                        .as("no window of the stream before it is read")
                        .isZero();
                update = frames.next(Frames.WINDOW_UPDATE);
            }
            opened.complete(update);
            frames.data(unread, true, "end");
            frames.awaitClose();
        })) {
            TestEndpoint endpoint = new TestEndpoint(server.address());
            Probe unread = new Probe();
            ClientExchange exchange = client.open(endpoint, get("/unread"), RequestEnd.WITH_HEAD, unread);
            Probe read = client.send(endpoint, get("/read"));

            read.awaitEnd();
            assertThat(read.bytes).hasValue(128L * FRAME);
            assertThat(unread.chunks).hasValue(0);
            client.run(() -> exchange.request(1));
            client.run(() -> exchange.request(1));
            assertThat(unread.chunks).hasValue(2);
            assertThat(opened).as("half a window at least is to be read first").isNotDone();
            client.run(() -> exchange.request(Long.MAX_VALUE));
            unread.awaitEnd();
            assertThat(opened.join().number()).isGreaterThanOrEqualTo(WINDOW / 2);
            assertThat(unread.bytes).hasValue(WINDOW + 3L);
        }
    }

    /** Lets a server go on only as far as the windows allow. */
    private static void awaitWindow(Frames frames, int stream, int frame) throws java.io.IOException {
        // Each half of the stream's window is given back when it was read.
        if (frame % (WINDOW / FRAME / 2) == WINDOW / FRAME / 2 - 1) {
            while (frames.next(Frames.WINDOW_UPDATE).stream() != stream) {
                // The connection's.
            }
        }
    }

    @Test
    void anUploadStopsAtTheServersWindow() {
        CountDownLatch full = new CountDownLatch(1);
        CompletableFuture<Integer> received = new CompletableFuture<>();
        try (var server = Frames.serving(
                frames -> {
                    int stream = frames.request();
                    int bytes = frames.next(Frames.DATA).payload().length;
                    received.complete(bytes);
                    await(full);
                    frames.windowUpdate(stream, 5000);
                    while (bytes < 1500) {
                        bytes += frames.next(Frames.DATA).payload().length;
                    }
                    frames.answer(stream, "" + bytes);
                    frames.awaitClose();
                },
                Frames.INITIAL_WINDOW_SIZE,
                1000)) {
            Probe probe = new Probe();
            CountDownLatch room = new CountDownLatch(1);
            ClientExchange exchange =
                    client.open(new TestEndpoint(server.address()), post("/"), RequestEnd.LATER, probe);
            Client.eventually("room", () -> client.onLoop(exchange::writable));
            client.run(() -> {
                exchange.request(Long.MAX_VALUE);
                exchange.write(Unpooled.wrappedBuffer(new byte[1500]));
                assertThat(exchange.writable()).isFalse();
                probe.onWritable = room::countDown;
            });
            assertThat(received.join()).isEqualTo(1000);
            assertThat(room.getCount()).isEqualTo(1);
            full.countDown();
            await(room);
            client.run(() -> {
                assertThat(exchange.writable()).isTrue();
                exchange.end();
            });
            probe.awaitEnd();
            assertThat(probe.body).hasToString("1500");
        }
    }

    @Test
    void aBodyWaitsForA100IfItExpectsOne() {
        CompletableFuture<String> body = new CompletableFuture<>();
        try (var server = Frames.serving(frames -> {
            int stream = frames.request();
            frames.headers(stream, false, ":status", "100");
            body.complete(frames.body(stream));
            frames.answer(stream, "thanks");
            frames.awaitClose();
        })) {
            Probe probe = client.send(
                    new TestEndpoint(server.address()),
                    post("/", "expect", "100-continue"),
                    "hello",
                    io.meshsdk.call.Headers.EMPTY);
            probe.awaitEnd();
            assertThat(body.join()).isEqualTo("hello");
            assertThat(probe.informational).hasSize(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
