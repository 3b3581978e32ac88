package io.meshsdk.spring.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ServerSecurity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostileBytesTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final TestCertificate LEAF = CA.workload("caller");
    private static final SSLContext CALLER = TestSecurity.context(LEAF, LEAF);

    private final ScriptedInbound inbound = ScriptedInbound.always(ServerSecurity.PLAINTEXT);
    private final Echo application = new Echo();

    HostileBytesTest() {
        TestSecurity tls = TestSecurity.mutual(CA, "orders");
        inbound.connections(facts -> facts.encryption() == Encryption.TLS
                ? inbound.chain("tls", tls)
                : inbound.chain("plaintext", ServerSecurity.PLAINTEXT));
    }

    @Test
    void aClientHelloMayComeByteByByte() throws Exception {
        byte[] hello = clientHello();
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            for (byte b : hello) {
                wire.write(new byte[] {b});
            }
            assertThat(wire.read()).as("a handshake record").isEqualTo(0x16);
        }
        assertThat(inbound.asked).hasSize(1);
        assertThat(inbound.asked.get(0).serverName()).isEqualTo("orders");
        assertThat(inbound.asked.get(0).alpn()).containsExactly("http/1.1");
    }

    @Test
    void aClientHelloThatIsSpreadOverRecordsIsNotTakenForOneWithoutServerName() throws Exception {
        byte[] hello = clientHello();
        int half = (hello.length - 5) / 2;
        ByteArrayOutputStream split = new ByteArrayOutputStream();
        record(split, Arrays.copyOfRange(hello, 5, 5 + half));
        record(split, Arrays.copyOfRange(hello, 5 + half, hello.length));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            wire.write(split.toByteArray());
            assertThat(wire.closedWithoutAWord()).isTrue();
        }
        assertThat(inbound.asked).isEmpty();
    }

    @Test
    void garbageEndsItsConnectionAndNoOther() throws Exception {
        Random random = new Random(11);
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            for (int i = 0; i < 60; i++) {
                byte[] garbage = new byte[1 + random.nextInt(600)];
                random.nextBytes(garbage);
                if (i % 2 == 0) {
                    garbage[0] = 0x16;
                }
                try (Wire wire = Wire.plaintext(tomcat.port())) {
                    wire.write(garbage);
                    wire.halfClose();
                    wire.drain();
                }
            }
            byte[] hello = clientHello();
            for (int i = 0; i < 60; i++) {
                byte[] damaged = hello.clone();
                damaged[1 + random.nextInt(damaged.length - 1)] = (byte) random.nextInt();
                try (Wire wire = Wire.plaintext(tomcat.port())) {
                    wire.write(damaged);
                    wire.halfClose();
                    wire.drain();
                }
            }
            assertThat(application.served).hasValue(0);
            try (Wire wire = Wire.tls(tomcat.port(), CALLER, "orders")) {
                assertThat(wire.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(
                        inbound,
                        application,
                        factory -> factory.addConnectorCustomizers(
                                connector -> connector.setProperty("connectionTimeout", "300")));
                Wire silent = Wire.plaintext(tomcat.port());
                Wire halfway = Wire.plaintext(tomcat.port())) {
            halfway.write(Arrays.copyOf(clientHello(), 20));
            assertThat(silent.closedWithoutAWord()).isTrue();
            assertThat(halfway.closedWithoutAWord()).isTrue();
        }
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            for (byte b : "GET / HTTP/1.1\r\nhost: orders\r\n\r\n".getBytes(US_ASCII)) {
                wire.write(new byte[] {b});
            }
            assertThat(wire.answer().status()).isEqualTo(200);
        }
    }

    private static byte[] clientHello() throws IOException {
        SSLEngine engine = CALLER.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("orders")));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        engine.setSSLParameters(parameters);
        engine.beginHandshake();
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] hello = new byte[out.flip().remaining()];
        out.get(hello);
        return hello;
    }

    private static void record(ByteArrayOutputStream out, byte[] fragment) throws IOException {
        out.write(new byte[] {0x16, 3, 1, (byte) (fragment.length >> 8), (byte) fragment.length});
        out.write(fragment);
    }
}
