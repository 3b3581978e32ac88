package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Peer;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ServerSecurity;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.apache.catalina.valves.RemoteIpValve;
import org.junit.jupiter.api.Test;

class PlaintextTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final TestCertificate LEAF = CA.workload("caller");
    private static final SSLContext CALLER = TestSecurity.context(LEAF, LEAF);

    private final ScriptedInbound inbound = ScriptedInbound.always(ServerSecurity.PLAINTEXT);
    private final Echo application = new Echo();

    @Test
    void isCalledWhatItIs() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            assertThat(wire.get("/a?b=c").text())
                    .contains("peer=none", "scheme=http\n", "secure=false", "port=80\n", "url=http://orders/a\n");
        }
        assertThat(inbound.peers).containsExactly(Peer.PLAINTEXT);
        assertThat(inbound.asked.get(0).encryption()).isEqualTo(Encryption.PLAINTEXT);
    }

    @Test
    void mayBeCalledSecureByAValveThatReadsForwardedHeaders() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(
                        inbound, application, factory -> factory.addEngineValves(new RemoteIpValve()));
                Wire wire = Wire.plaintext(tomcat.port())) {
            assertThat(wire.get("/", "x-forwarded-proto: https", "x-forwarded-for: 192.0.2.1")
                            .text())
                    .contains("secure=true");
        }
    }

    @Test
    void isClosedWithoutAnAnswerWhereTheChainAsksForTls() throws Exception {
        inbound.serve(TestSecurity.mutual(CA, "orders"));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            wire.write("GET / HTTP/1.1\r\nhost: orders\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(wire.closedWithoutAWord()).isTrue();
        }
        assertThat(application.served).hasValue(0);
    }

    @Test
    void standsBesideTlsOnOnePort() throws Exception {
        permissive();
        byte[] body = new byte[300_000];
        new Random(7).nextBytes(body);
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            // Many, so that Tomcat's channels are used again in the other mode.
            for (int i = 0; i < 40; i++) {
                try (Wire clear = Wire.plaintext(tomcat.port());
                        Wire tls = Wire.tls(tomcat.port(), CALLER, "orders")) {
                    assertThat(clear.get("/").text()).contains("peer=none", "secure=false");
                    assertThat(tls.get("/").text()).contains("peer=spiffe://mesh.test/caller", "secure=true");
                    assertThat(Arrays.equals(clear.send("POST", "/", body).body(), body))
                            .isTrue();
                    assertThat(Arrays.equals(tls.send("POST", "/", body).body(), body))
                            .isTrue();
                    assertThat(clear.get("/", "connection: close").text()).contains("peer=none");
                    assertThat(clear.closedWithoutAWord()).isTrue();
                }
            }
        }
    }

    @Test
    void cannotClaimAnIdentityAfterAnIdentifiedConnectionWasClosed() throws Exception {
        permissive();
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            try (Wire tls = Wire.tls(tomcat.port(), CALLER, "orders")) {
                assertThat(tls.get("/", "connection: close").text()).contains("peer=spiffe://mesh.test/caller");
                assertThat(tls.closedWithoutAWord()).isTrue();
            }
            try (Wire clear = Wire.plaintext(tomcat.port())) {
                assertThat(clear.get("/").text()).contains("peer=none");
            }
        }
        assertThat(inbound.peers).last().isEqualTo(Peer.PLAINTEXT);
    }

    private void permissive() {
        TestSecurity tls = TestSecurity.mutual(CA, "orders");
        inbound.connections(facts -> facts.encryption() == Encryption.TLS
                ? inbound.chain("tls", tls)
                : inbound.chain("plaintext", ServerSecurity.PLAINTEXT));
    }
}
