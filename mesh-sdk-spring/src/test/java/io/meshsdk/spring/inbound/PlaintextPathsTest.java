package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.spring.servlet.PlaintextPaths;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ServerSecurity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a probe without a certificate may ask of a port that asks for TLS, and what nobody else may. */
class PlaintextPathsTest {
    private static final TestCa CA = TestCa.create("mesh.test");

    private final ScriptedInbound inbound = ScriptedInbound.always(TestSecurity.mutual(CA, "orders"));
    private final Echo application = new Echo();

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/livez?verbose", "/health", "/health/readiness", "/health/a/b"})
    void aProbeIsAnswered(String path) throws Exception {
        try (TomcatPort tomcat = port();
                Wire wire = Wire.plaintext(tomcat.port())) {
            Wire.Answer answer = wire.get(path, "x-forwarded-client-cert: URI=spiffe://mesh.test/admin");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("peer=none", "secure=false").doesNotContain("spiffe");
        }
        assertThat(inbound.peers).as("the mesh is not asked").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/orders",
                "/livez/more",
                "/livez/",
                "/livez;v=1",
                "/%6civez",
                "/healthy",
                "/health/../orders",
                "/health/%2e%2e/orders",
                "/health/..;/orders",
                "//livez"
            })
    void nothingElseIs(String path) throws Exception {
        try (TomcatPort tomcat = port();
                Wire wire = Wire.plaintext(tomcat.port())) {
            Wire.Answer answer = wire.get(path);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("asks for TLS");
            assertThat(wire.closedWithoutAWord()).isTrue();
        }
        assertThat(application.served).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void norIsAnyMethodThatMightChangeSomething(String method) throws Exception {
        try (TomcatPort tomcat = port();
                Wire wire = Wire.plaintext(tomcat.port())) {
            assertThat(wire.send(method, "/livez", new byte[] {1}).status()).isEqualTo(503);
        }
        assertThat(application.served).hasValue(0);
    }

    @Test
    void aProbeIsAnsweredWhereNothingIsConfiguredYetAndWherePoliciesForbidIt() throws Exception {
        inbound.connections(facts -> ScriptedInbound.refuse("there is no configuration yet"));
        try (TomcatPort tomcat = port();
                Wire wire = Wire.plaintext(tomcat.port())) {
            assertThat(wire.get("/livez").status()).isEqualTo(200);
            inbound.serve(ServerSecurity.PLAINTEXT);
            inbound.calls((head, peer) -> ScriptedInbound.forbidden());
            assertThat(wire.get("/livez").status()).isEqualTo(200);
            assertThat(wire.get("/orders").status()).isEqualTo(403);
        }
    }

    @Test
    void underTlsThePathsAreAsAllOthers() throws Exception {
        inbound.calls((head, peer) -> ScriptedInbound.forbidden());
        TestCertificate caller = CA.workload("caller");
        try (TomcatPort tomcat = port();
                Wire wire = Wire.tls(tomcat.port(), TestSecurity.context(caller, caller), "orders")) {
            assertThat(wire.get("/livez").status()).isEqualTo(403);
        }
    }

    private TomcatPort port() {
        return TomcatPort.serving(
                inbound, application, factory -> {}, new PlaintextPaths(List.of("/livez", "/health/**")));
    }
}
