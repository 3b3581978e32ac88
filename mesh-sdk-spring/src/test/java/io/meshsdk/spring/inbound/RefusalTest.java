package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.call.Outcome;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ServerSecurity;
import java.io.IOException;
import javax.net.ssl.SSLContext;
import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.Test;

class RefusalTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final TestCertificate LEAF = CA.workload("caller");
    private static final SSLContext CALLER = TestSecurity.context(LEAF, LEAF);

    private final ScriptedInbound inbound = ScriptedInbound.refusing("no listener covers the port");
    private final Echo application = new Echo();

    @Test
    void aClosedPortTellsPlaintextWhy() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            Wire.Answer answer = wire.get("/");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("NFCF", "no listener covers the port");
            assertThat(wire.closedWithoutAWord()).isTrue();
            assertThat(inbound.closed.take().details()).contains("no listener covers the port");
        }
        assertThat(application.served).hasValue(0);
    }

    @Test
    void aClosedPortEndsTlsBeforeItShowsACertificate() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            assertThatThrownBy(() -> Wire.tls(tomcat.port(), CALLER, "orders")).isInstanceOf(IOException.class);
            assertThat(inbound.connectionsRefused.take()).isEqualTo("NFCF no listener covers the port");
        }
        assertThat(application.served).hasValue(0);
    }

    @Test
    void aChainWithoutItsSecretsServesNobody() throws Exception {
        inbound.serve(new ServerSecurity.Refused(7, "secret kube has not come"));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            assertThatThrownBy(() -> Wire.tls(tomcat.port(), CALLER, "orders")).isInstanceOf(IOException.class);
            try (Wire wire = Wire.plaintext(tomcat.port())) {
                assertThat(wire.get("/").text()).contains("NFCF", "secret kube has not come");
            }
        }
        assertThat(application.served).hasValue(0);
    }

    @Test
    void tlsIsClosedWhereTheChainHasNone() {
        inbound.serve(ServerSecurity.PLAINTEXT);
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            assertThatThrownBy(() -> Wire.tls(tomcat.port(), CALLER, "orders")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aWrongIdentityGets403AndNotTheApplication() throws Exception {
        inbound.serve(TestSecurity.mutual(CA, "orders"));
        inbound.calls((head, peer) ->
                peer.name().endsWith("/admin") ? new InboundCall.Plan.Proceed(head) : ScriptedInbound.forbidden());
        TestCertificate admin = CA.workload("admin");
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire caller = Wire.tls(tomcat.port(), CALLER, "orders");
                Wire allowed = Wire.tls(tomcat.port(), TestSecurity.context(admin, admin), "orders")) {
            Wire.Answer answer = caller.get("/");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).isEqualTo("RBAC: access denied");
            assertThat(application.served).hasValue(0);
            assertThat(inbound.closed.take()).isInstanceOf(Outcome.Replied.class);
            assertThat(allowed.get("/").status()).isEqualTo(200);
            assertThat(caller.get("/").status()).as("on the same connection").isEqualTo(403);
        }
    }

    @Test
    void aChangedPolicyReachesConnectionsThatAreKeptOpen() throws Exception {
        inbound.serve(TestSecurity.mutual(CA, "orders"));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.tls(tomcat.port(), CALLER, "orders")) {
            assertThat(wire.get("/").status()).isEqualTo(200);
            inbound.calls((head, peer) -> ScriptedInbound.forbidden());
            assertThat(wire.get("/").status()).isEqualTo(403);
            inbound.connections(facts -> ScriptedInbound.refuse("the listener was deleted"));
            assertThat(wire.get("/").text()).contains("the listener was deleted");
        }
        assertThat(application.served).hasValue(1);
    }

    @Test
    void aPlaintextConnectionEndsWhenItsPortBecomesStrict() throws Exception {
        inbound.serve(ServerSecurity.PLAINTEXT);
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            assertThat(wire.get("/").status()).isEqualTo(200);
            inbound.serve(TestSecurity.mutual(CA, "orders"));
            assertThat(wire.get("/").status()).isEqualTo(503);
            assertThat(wire.closedWithoutAWord()).isTrue();
        }
        assertThat(application.served).hasValue(1);
    }

    @Test
    void anAnonymousConnectionEndsWhenACertificateIsAskedFor() throws Exception {
        inbound.serve(TestSecurity.anonymousAllowed(CA, "orders"));
        SSLContext anonymous = SSLContext.getInstance("TLS");
        anonymous.init(null, LEAF.trustManagers().getTrustManagers(), null);
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.tls(tomcat.port(), anonymous, "orders")) {
            assertThat(wire.get("/").status()).isEqualTo(200);
            inbound.serve(TestSecurity.mutual(CA, "orders"));
            assertThat(wire.get("/").status()).isEqualTo(503);
        }
    }

    @Test
    void aTlsConnectionEndsWhenTheChainHasNoTlsAnyMore() throws Exception {
        inbound.serve(TestSecurity.mutual(CA, "orders"));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.tls(tomcat.port(), CALLER, "orders")) {
            assertThat(wire.get("/").status()).isEqualTo(200);
            inbound.serve(ServerSecurity.PLAINTEXT);
            assertThat(wire.get("/").status()).isEqualTo(503);
        }
    }

    @Test
    void aHandshakeThatFailsIsRecorded() throws Exception {
        inbound.serve(TestSecurity.mutual(CA, "orders"));
        TestCertificate foreign = TestCa.create("elsewhere.test").workload("caller");
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            assertThatThrownBy(() -> {
                        try (Wire wire = Wire.tls(tomcat.port(), TestSecurity.context(foreign, LEAF), "orders")) {
                            wire.get("/");
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(inbound.connectionsRefused.take()).startsWith("DPE TLS handshake failed");
        }
    }

    @Test
    void anotherConnectorIsNoWayAround() throws Exception {
        inbound.serve(ServerSecurity.PLAINTEXT);
        Connector other = new Connector();
        other.setPort(0);
        try (TomcatPort tomcat =
                TomcatPort.serving(inbound, application, factory -> factory.addAdditionalConnectors(other))) {
            try (Wire wire = Wire.plaintext(other.getLocalPort())) {
                Wire.Answer answer = wire.get("/");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.text()).contains("this connector is not the mesh's");
                assertThat(inbound.closed.take().details()).contains("this connector is not the mesh's");
            }
            assertThat(tomcat.port()).isNotEqualTo(other.getLocalPort());
        }
        assertThat(application.served).hasValue(0);
    }
}
