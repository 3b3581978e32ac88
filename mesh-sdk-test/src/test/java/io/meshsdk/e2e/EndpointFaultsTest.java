package io.meshsdk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.Mesh;
import io.meshsdk.MeshCallException;
import io.meshsdk.Request;
import io.meshsdk.Response;
import io.meshsdk.test.Behavior;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.FaultyServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls to an endpoint that breaks, hangs or talks nonsense end in time, and leave nothing behind. */
@Timeout(60)
class EndpointFaultsTest {
    private final ControlPlane plane = ControlPlane.start();
    private final FaultyServer server = FaultyServer.start(Behavior.answer(200, "ok"));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        server.close();
        plane.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                // Before the connection stood, before a byte of the request was written, or after: all are seen.
                Arguments.of("resets at once", Behavior.resetOnConnect(), "503 U[FRC]"),
                Arguments.of("resets after the request", Behavior.resetAfterRequest(), "503 UC"),
                Arguments.of("closes after the request", Behavior.closeAfterRequest(), "503 UC"),
                Arguments.of("half-closes after the request", Behavior.halfClose(), "503 UC"),
                Arguments.of("hangs", Behavior.hang(), "504 UT"),
                Arguments.of("hangs in the body", Behavior.hangInBody(), "broken off UT"),
                Arguments.of("resets in the body", Behavior.resetInBody(), "broken off UC"),
                Arguments.of("closes in the body", Behavior.closeInBody(), "broken off UC"),
                Arguments.of("answers with garbage", Behavior.garbage(), "502 UPE"),
                Arguments.of("answers with two lengths", Behavior.conflictingLengths(), "502 UPE"),
                Arguments.of("answers with a length and chunks", Behavior.lengthAndChunks(), "502 UPE"));
    }

    @ParameterizedTest(name = "one that {0}: {2}")
    @MethodSource("faults")
    void everyCallEndsAndLeavesNeitherThreadNorConnection(String what, Behavior fault, String ending) throws Exception {
        server.become(fault);
        plane.put(Config.httpService("orders")
                .version("v1", 1, server.address())
                .timeout(Duration.ofMillis(300))
                .resources());
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            List<String> endings = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                endings.add(ending(mesh, Request.get("http://orders/")));
            }
            assertThat(endings).allMatch(each -> each.matches(ending));
            // A connection with an answer that was not read whole, or not understood, is never used again.
            server.awaitOpenConnections(0);

            server.become(Behavior.answer(200, "ok"));
            assertThat(ending(mesh, Request.get("http://orders/"))).isEqualTo("200 -");
        }
        server.awaitOpenConnections(0);
        plane.awaitStreams(0);
        Threads.awaitNone();
    }

    @Test
    void aCallersOwnDeadlineEndsACallThatItsRouteWouldLetWait() throws Exception {
        server.become(Behavior.hang());
        plane.put(Config.httpService("orders")
                .version("v1", 1, server.address())
                .timeout(Duration.ZERO)
                .resources());
        try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
            Request request = Request.builder("GET", URI.create("http://orders/"))
                    .timeout(Duration.ofMillis(200))
                    .build();
            assertThat(ending(mesh, request)).isEqualTo("504 DT");
            server.awaitOpenConnections(0);
        }
        Threads.awaitNone();
    }

    private static String ending(Mesh mesh, Request request) throws InterruptedException {
        try {
            Response response = mesh.client().sendBlocking(request);
            return response.status() + " " + response.info().flags();
        } catch (MeshCallException broken) {
            return "broken off " + broken.info().flags();
        }
    }
}
