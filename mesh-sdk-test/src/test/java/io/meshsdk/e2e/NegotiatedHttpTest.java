package io.meshsdk.e2e;

import static io.meshsdk.e2e.Started.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.Mesh;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.HttpService;
import io.meshsdk.test.TestCa;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which HTTP is spoken under TLS, and that an HTTP/2 connection belongs to one cluster and one identity. */
@Timeout(60)
class NegotiatedHttpTest {
    private static final String ORDERS = "spiffe://mesh.test/orders";
    private static final String CALLER = "spiffe://mesh.test/caller";

    private final ControlPlane plane = ControlPlane.start();
    private final TestCa ca = TestCa.create("mesh.test");

    @TempDir
    Path directory;

    @BeforeEach
    void isSomebody() {
        plane.put(Config.identity(ca.workload("caller")));
    }

    @AfterEach
    void close() {
        plane.close();
    }

    @ParameterizedTest
    @CsvSource({"h2, http/1.1, h2", "http/1.1, h2, http/1.1", "http/1.1, http/1.1, http/1.1", "h2, h2, h2"})
    void aClusterThatTakesEitherSpeaksWhatTheServerChooses(String first, String second, String spoken)
            throws Exception {
        try (NegotiatingServer server = NegotiatingServer.start(ca.workload("orders"), first, second)) {
            plane.put(service("orders", server).negotiatesHttp().resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo(spoken + " " + CALLER);
                }
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aClusterThatTakesEitherSpeaksHttp1WithAServerThatKnowsNoAlpn() throws Exception {
        try (NegotiatingServer server = NegotiatingServer.withoutAlpn(ca.workload("orders"), "http/1.1")) {
            plane.put(service("orders", server).negotiatesHttp().resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("http/1.1 " + CALLER);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClusterThatAsksForHttp2SpeaksIt(boolean alpn) throws Exception {
        try (NegotiatingServer server = alpn
                ? NegotiatingServer.start(ca.workload("orders"), "http/1.1", "h2")
                : NegotiatingServer.withoutAlpn(ca.workload("orders"), "h2")) {
            plane.put(service("orders", server).http2().resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("h2 " + CALLER);
            }
        }
    }

    @Test
    void clustersOfOneAddressShareNoConnection() throws Exception {
        try (NegotiatingServer server = NegotiatingServer.start(ca.workload("orders"), "h2")) {
            plane.put(service("orders", server).http2().resources());
            plane.put(service("same", server).http2().resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(get(mesh, "http://orders/").status()).isEqualTo(200);
                    assertThat(get(mesh, "http://same/").status()).isEqualTo(200);
                }
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void anotherIdentityGetsAConnectionOfItsOwn() throws Exception {
        String other = "spiffe://mesh.test/other";
        try (NegotiatingServer server = NegotiatingServer.start(ca.workload("orders"), "h2")) {
            plane.put(service("orders", server).http2().resources());
            try (Mesh mesh = Started.mesh(plane.bootstrap("caller"), directory)) {
                assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("h2 " + CALLER);

                plane.put(Config.certificate(Config.OWN_CERTIFICATE, ca.workload("other")));
                Started.until(
                        other,
                        () -> get(mesh, "http://orders/"),
                        response -> response.bodyText().equals("h2 " + other));
                for (int i = 0; i < 3; i++) {
                    assertThat(get(mesh, "http://orders/").bodyText()).isEqualTo("h2 " + other);
                }
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static HttpService service(String name, NegotiatingServer server) {
        return Config.httpService(name).version("v1", 1, server.address()).mutualTls(ORDERS);
    }
}
