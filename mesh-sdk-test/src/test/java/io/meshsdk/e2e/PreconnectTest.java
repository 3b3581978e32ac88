package io.meshsdk.e2e;

import static io.meshsdk.e2e.Started.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.Mesh;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.FaultyServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mesh that is started is connected to what it was told to connect to. */
@Timeout(60)
class PreconnectTest {
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
    void everyEndpointOfEverySplitIsConnectedBeforeTheFirstCall() throws Exception {
        plane.put(Config.httpService("orders")
                .version("v1", 50, one.address())
                .version("v2", 50, two.address())
                .resources());
        try (Mesh mesh = Started.builder(plane.bootstrap("caller"), directory)
                .preconnect("orders")
                .start()) {
            one.awaitOpenConnections(1);
            two.awaitOpenConnections(1);
            for (int i = 0; i < 20; i++) {
                assertThat(get(mesh, "http://orders/").status()).isEqualTo(200);
            }
            assertThat(one.connections()).hasSize(1);
            assertThat(two.connections()).hasSize(1);
        }
    }

    @Test
    void withoutBeingToldAMeshConnectsWhenItIsCalled() throws Exception {
        plane.put(Config.httpService("orders").version("v1", 1, one.address()).resources());
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            assertThat(one.connections()).isEmpty();
            assertThat(get(mesh, "http://orders/").status()).isEqualTo(200);
        }
    }

    @Test
    void whatCannotBeConnectedDoesNotFailTheStart() throws Exception {
        String closed = two.address();
        two.close();
        plane.put(Config.httpService("orders").version("v1", 1, closed).resources());
        try (Mesh mesh = Started.builder(plane.bootstrap("caller"), directory)
                .preconnect("orders")
                .preconnect("nobody")
                .drainTimeout(Duration.ofSeconds(1))
                .start()) {
            assertThat(get(mesh, "http://orders/").status()).isEqualTo(503);
        }
    }
}
