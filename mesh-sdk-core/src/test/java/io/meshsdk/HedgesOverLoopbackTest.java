package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.net.RawServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code hedge_on_per_try_timeout} against servers that take their time. */
@Timeout(60)
class HedgesOverLoopbackTest {
    private static final String HEDGED = "hedge_policy: {hedge_on_per_try_timeout: true}, retry_policy: {retry_on: 5xx,"
            + " num_retries: 1, per_try_timeout: 0.05s}";

    private final AtomicInteger requests = new AtomicInteger();

    @TempDir
    Path directory;

    @Test
    void aSecondAttemptAnswersForOneThatHangsAndTheLoserIsClosed() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
                    connection.readRequest();
                    if (requests.incrementAndGet() == 1) {
                        connection.awaitClose();
                        left.countDown();
                    } else {
                        connection.send(answer("second"));
                    }
                });
                Mesh mesh = mesh(server)) {
            Response response = mesh.client()
                    .sendBlocking(Request.post("http://orders/").body("b").build());

            assertThat(response.bodyText()).isEqualTo("second");
            assertThat(response.info().attempts()).isEqualTo(2);
            assertThat(response.info().flags()).hasToString("-");
            assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theFirstAttemptMayStillWin() throws Exception {
        CountDownLatch secondCame = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
                    connection.readRequest();
                    if (requests.incrementAndGet() == 1) {
                        await(secondCame);
                        connection.send(answer("first"));
                    } else {
                        secondCame.countDown();
                        connection.awaitClose();
                    }
                });
                Mesh mesh = mesh(server)) {
            Response response = mesh.client().sendBlocking(Request.get("http://orders/"));

            assertThat(response.bodyText()).isEqualTo("first");
            assertThat(response.info().attempts()).isEqualTo(2);
        }
    }

    @Test
    void aFailureIsHeldBackWhileTheOtherAttemptMayAnswer() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
                    connection.readRequest();
                    if (requests.incrementAndGet() == 1) {
                        await(failed);
                        connection.send(answer("first"));
                    } else {
                        connection.send("HTTP/1.1 503 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                        failed.countDown();
                    }
                });
                Mesh mesh = mesh(server)) {
            Response response = mesh.client().sendBlocking(Request.get("http://orders/"));

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.bodyText()).isEqualTo("first");
        }
    }

    private Mesh mesh(RawServer server) throws IOException {
        return new RoutedMesh().cluster("orders", "", server).route(HEDGED).start(directory);
    }

    private static String answer(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
