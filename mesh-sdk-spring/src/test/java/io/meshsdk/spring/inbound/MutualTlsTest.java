package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Peer;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class MutualTlsTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final TestCa STRANGE = TestCa.create("mesh.test");
    private static final SSLContext CALLER = context(CA.workload("ns/shop/sa/caller"));

    private final ScriptedInbound inbound = ScriptedInbound.always(TestSecurity.mutual(CA, "ns/shop/sa/orders"));

    @Test
    void tellsTheApplicationWhoCalls() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo());
                Wire wire = Wire.tls(tomcat.port(), CALLER, "orders")) {
            assertThat(wire.get("/").text())
                    .contains("peer=spiffe://mesh.test/ns/shop/sa/caller", "scheme=https", "secure=true");
        }
        assertThat(inbound.peers.get(0).name()).isEqualTo("spiffe://mesh.test/ns/shop/sa/caller");
    }

    @Test
    void asksForTheFilterChainWithServerNameAndProtocols() throws Exception {
        String sni = "outbound_.80_._.Orders.shop.svc.cluster.local";
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo());
                Wire wire = Wire.tls(tomcat.port(), CALLER, sni, "istio-http/1.1", "istio", "http/1.1")) {
            assertThat(wire.get("/").status()).isEqualTo(200);
            assertThat(wire.socket().getApplicationProtocol()).isEqualTo("http/1.1");
            ConnectionFacts facts = inbound.asked.get(0);
            assertThat(facts.serverName()).isEqualTo("outbound_.80_._.orders.shop.svc.cluster.local");
            assertThat(facts.alpn()).containsExactly("istio-http/1.1", "istio", "http/1.1");
            assertThat(facts.encryption()).isEqualTo(ConnectionFacts.Encryption.TLS);
            assertThat(facts.local().getPort()).isEqualTo(tomcat.port());
            assertThat(facts.remote().getPort()).isEqualTo(wire.socket().getLocalPort());
        }
    }

    @Test
    void readsProtocolsOfAClientWithoutServerName() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo());
                Wire wire = Wire.tls(tomcat.port(), CALLER, "", "istio", "http/1.1")) {
            assertThat(wire.get("/").status()).isEqualTo(200);
        }
        assertThat(inbound.asked.get(0).serverName()).isEmpty();
        assertThat(inbound.asked.get(0).alpn()).containsExactly("istio", "http/1.1");
    }

    @Test
    void speaksHttp1WithAClientThatOnlyOffersTokensOfAMesh() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo());
                Wire wire = Wire.tls(tomcat.port(), CALLER, "orders", "istio")) {
            assertThat(wire.get("/").status()).isEqualTo(200);
            assertThat(wire.socket().getApplicationProtocol()).isEmpty();
        }
    }

    @Test
    void failsTheHandshakeOfAClientThatOnlySpeaksHttp2() {
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo())) {
            assertThatThrownBy(() -> Wire.tls(tomcat.port(), CALLER, "orders", "istio-h2", "h2"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void servesEachConnectionWithTheChainOfItsServerName() throws Exception {
        TestSecurity blue = TestSecurity.mutual(CA, "blue");
        TestSecurity green = TestSecurity.mutual(CA, "green");
        inbound.connections(facts ->
                facts.serverName().equals("blue") ? inbound.chain("blue", blue) : inbound.chain("green", green));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo())) {
            assertThat(shownFor(tomcat, "blue")).contains("spiffe://mesh.test/blue");
            assertThat(shownFor(tomcat, "other")).contains("spiffe://mesh.test/green");
        }
    }

    private static String shownFor(TomcatPort tomcat, String serverName) throws Exception {
        // A context of its own: one that resumes a session also repeats that session's server name.
        try (Wire wire = Wire.tls(tomcat.port(), context(CA.workload("caller")), serverName)) {
            var leaf = (java.security.cert.X509Certificate)
                    wire.socket().getSession().getPeerCertificates()[0];
            return leaf.getSubjectAlternativeNames().toString();
        }
    }

    @Test
    void refusesAClientWithoutCertificateOrWithOneOfAnotherAuthority() throws Exception {
        TestCertificate stranger = STRANGE.workload("ns/shop/sa/caller");
        SSLContext anonymous = SSLContext.getInstance("TLS");
        anonymous.init(null, CA.workload("any").trustManagers().getTrustManagers(), null);
        Echo application = new Echo();
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            assertThatThrownBy(() -> getOnce(tomcat, anonymous)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> getOnce(tomcat, TestSecurity.context(stranger, CA.workload("any"))))
                    .isInstanceOf(IOException.class);
        }
        assertThat(application.served).hasValue(0);
    }

    @Test
    void letsAClientWithoutCertificateInWhereTheChainSaysSo() throws Exception {
        inbound.serve(TestSecurity.anonymousAllowed(CA, "orders"));
        SSLContext anonymous = SSLContext.getInstance("TLS");
        anonymous.init(null, CA.workload("any").trustManagers().getTrustManagers(), null);
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo())) {
            assertThat(getOnce(tomcat, anonymous).text()).contains("peer=none", "secure=true");
        }
        assertThat(inbound.peers).containsExactly(Peer.ANONYMOUS);
    }

    @Test
    void carriesLargeBodiesBothWaysOnOneKeptConnection() throws Exception {
        byte[] body = new byte[300_000];
        new Random(7).nextBytes(body);
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo());
                Wire wire = Wire.tls(tomcat.port(), CALLER, "orders")) {
            for (int i = 0; i < 20; i++) {
                assertThat(Arrays.equals(wire.send("POST", "/", body).body(), body))
                        .isTrue();
            }
        }
        assertThat(inbound.closed).hasSize(20);
    }

    private static Wire.Answer getOnce(TomcatPort tomcat, SSLContext context) throws IOException {
        try (Wire wire = Wire.tls(tomcat.port(), context, "orders")) {
            return wire.get("/");
        }
    }

    private static SSLContext context(TestCertificate leaf) {
        return TestSecurity.context(leaf, leaf);
    }
}
