package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.io.IOException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {
    private final TestCa before = TestCa.create("mesh.test");
    private final TestCa after = before.rotated();
    private final TestCertificate oldCaller = before.workload("caller");

    @Test
    void newConnectionsGetTheNewCertificateWhileOldOnesLiveOn() throws Exception {
        TestCertificate first = before.workload("orders");
        TestCertificate second = before.workload("orders");
        SSLContext caller = TestSecurity.context(oldCaller, oldCaller);
        ScriptedInbound inbound = ScriptedInbound.always(TestSecurity.mutual(first, first));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo());
                Wire kept = Wire.tls(tomcat.port(), caller, "orders")) {
            assertThat(shown(kept)).isEqualTo(first.certificate());
            assertThat(kept.get("/").status()).isEqualTo(200);

            inbound.serve(TestSecurity.mutual(second, second));

            assertThat(kept.get("/").status()).isEqualTo(200);
            SSLContext another = TestSecurity.context(oldCaller, oldCaller);
            try (Wire fresh = Wire.tls(tomcat.port(), another, "orders")) {
                assertThat(shown(fresh)).isEqualTo(second.certificate());
                assertThat(fresh.get("/").status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aResumedSessionDoesNotCarryTheOldTrust(String version) throws Exception {
        // Shown throughout is a leaf that the old caller trusts; what changes is whom the server trusts.
        TestCertificate shown = before.workload("orders");
        SSLContext caller = TestSecurity.context(oldCaller, oldCaller);
        caller.getClientSessionContext().setSessionTimeout(3600);
        ScriptedInbound inbound = ScriptedInbound.always(TestSecurity.mutual(shown, shown));
        Echo application = new Echo();
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            long created = sessionOf(tomcat, caller, version);
            assertThat(sessionOf(tomcat, caller, version)).as("resumed").isEqualTo(created);

            inbound.serve(TestSecurity.mutual(shown, after.workload("any")));

            assertThatThrownBy(() -> sessionOf(tomcat, caller, version)).isInstanceOf(IOException.class);
        }
        assertThat(application.served).hasValue(2);
    }

    private static long sessionOf(TomcatPort tomcat, SSLContext caller, String version) throws IOException {
        try (Wire wire = Wire.tlsOf(version, tomcat.port(), caller, "orders")) {
            assertThat(wire.get("/").status()).isEqualTo(200);
            assertThat(wire.socket().getSession().getProtocol()).isEqualTo(version);
            return wire.socket().getSession().getCreationTime();
        }
    }

    private static X509Certificate shown(Wire wire) throws IOException {
        return (X509Certificate) wire.socket().getSession().getPeerCertificates()[0];
    }
}
