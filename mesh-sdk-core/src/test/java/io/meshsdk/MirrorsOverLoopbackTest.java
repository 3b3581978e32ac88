package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.net.RawServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code request_mirror_policies}: copies reach real servers, and whatever becomes of them, the call does not feel it. */
@Timeout(60)
class MirrorsOverLoopbackTest {
    private static final String MIRRORED = "request_mirror_policies: [{cluster: shadow}]";

    private final Heads orders = new Heads(Heads.OK);

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        orders.close();
    }

    @Test
    void aCopyArrivesWithTheBodyAndTheHostNamedShadow() throws Exception {
        try (Heads shadow = new Heads("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n");
                Mesh mesh = mesh("", MIRRORED, shadow.server)) {
            Response response = mesh.client()
                    .sendBlocking(Request.post("http://orders/hello?q=1")
                            .header("x-who", "me")
                            .body("again")
                            .build());

            assertThat(response.status()).as("the original's").isEqualTo(200);
            assertThat(response.info().attempts()).isEqualTo(1);
            assertThat(response.info().cluster()).isEqualTo("orders");
            String copy = shadow.next();
            assertThat(copy).startsWith("POST /hello?q=1 HTTP/1.1\r\n").endsWith("\r\n\r\nagain");
            assertThat(Heads.field(copy, "host")).isEqualTo("orders-shadow");
            assertThat(Heads.field(copy, "x-who")).isEqualTo("me");
            assertThat(orders.next()).endsWith("\r\n\r\nagain");
        }
    }

    @Test
    void aServerOfCopiesThatHangsHoldsNoCallAndIsLeftWhenTheRoutesTimeIsOver() throws Exception {
        CountDownLatch left = new CountDownLatch(3);
        try (RawServer hangs = new RawServer(connection -> {
                    connection.readRequest();
                    connection.awaitClose();
                    left.countDown();
                });
                Mesh mesh = mesh("", "timeout: 0.3s, " + MIRRORED, hangs)) {
            for (int i = 0; i < 3; i++) {
                Response response = mesh.client().sendBlocking(Request.get("http://orders/"));
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.info().flags()).hasToString("-");
            }
            assertThat(left.await(20, TimeUnit.SECONDS))
                    .as("the copies' connections were closed by the mesh, which is still open")
                    .isTrue();
        }
    }

    @Test
    void aServerOfCopiesThatIsNotThereIsNobodysFailure() throws Exception {
        RawServer gone = new RawServer(RawServer.Connection::awaitClose);
        gone.close();
        try (Mesh mesh = mesh("", MIRRORED, gone)) {
            for (int i = 0; i < 5; i++) {
                Response response = mesh.client().sendBlocking(Request.get("http://orders/"));
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.info().flags()).hasToString("-");
                assertThat(response.info().attempts()).isEqualTo(1);
            }
        }
    }

    @Test
    void copiesAreHeldToTheirClustersBreakerAndThoseAboveItAreNotSent() throws Exception {
        Semaphore came = new Semaphore(0);
        CountDownLatch answers = new CountDownLatch(1);
        try (RawServer slow = new RawServer(connection -> {
                    while (!connection.readRequest().isEmpty()) {
                        came.release();
                        await(answers);
                        connection.send(Heads.OK);
                    }
                });
                Mesh mesh = mesh("circuit_breakers: {thresholds: [{max_requests: 2}]},", MIRRORED, slow)) {
            for (int i = 0; i < 10; i++) {
                assertThat(mesh.client()
                                .sendBlocking(Request.get("http://orders/"))
                                .status())
                        .isEqualTo(200);
            }
            assertThat(came.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
            answers.countDown();
        }
        // The mesh is closed: whatever was on its way has arrived.
        assertThat(came.availablePermits()).as("of ten copies beyond two").isZero();
    }

    @Test
    void aBodyThatOutgrewTheBufferIsNotCopied() throws Exception {
        try (Heads shadow = new Heads(Heads.OK);
                Mesh mesh = new RoutedMesh()
                        .cluster("orders", "per_connection_buffer_limit_bytes: 1000,", orders.server)
                        .cluster("shadow", "", shadow.server)
                        .route(MIRRORED)
                        .start(directory)) {
            for (int size : new int[] {1_001, 1_000}) {
                Response response = mesh.client()
                        .sendBlocking(Request.post("http://orders/" + size)
                                .body(new byte[size])
                                .build());
                assertThat(response.status()).isEqualTo(200);
            }
            assertThat(shadow.next()).startsWith("POST /1000 ");
            assertThat(shadow.waiting()).isZero();
        }
    }

    private Mesh mesh(String ofShadow, String action, RawServer shadow) throws IOException {
        return new RoutedMesh()
                .cluster("orders", "", orders.server)
                .cluster("shadow", ofShadow, shadow)
                .route(action)
                .start(directory);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
