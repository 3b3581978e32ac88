package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Peer;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import io.meshsdk.transport.ServerSecurity;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tomcat speaks HTTP/2 where the filter chain says so, and all that holds for HTTP/1.1 holds. */
class Http2Test {
    private static final TestCa CA = TestCa.create("mesh.test");

    private final ScriptedInbound inbound = ScriptedInbound.always(TestSecurity.http2(CA, "orders"));
    private final HttpClient client = client(CA.workload("ns/shop/sa/caller"));

    @Test
    void tellsTheApplicationWhoCalls() throws Exception {
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo())) {
            HttpResponse<String> response = get(tomcat, "/");

            assertThat(response.version()).isEqualTo(Version.HTTP_2);
            assertThat(response.body())
                    .contains(
                            "peer=spiffe://mesh.test/ns/shop/sa/caller",
                            "scheme=https",
                            "secure=true",
                            "host=localhost:" + tomcat.port());
        }
        assertThat(inbound.asked.get(0).alpn()).containsExactly("h2", "http/1.1");
        assertThat(inbound.peers).extracting(Peer::name).containsExactly("spiffe://mesh.test/ns/shop/sa/caller");
    }

    @Test
    void speaksHttp1WhereTheFilterChainHasNoOther() throws Exception {
        inbound.serve(TestSecurity.mutual(CA, "orders"));
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo())) {
            HttpResponse<String> response = get(tomcat, "/");

            assertThat(response.version()).isEqualTo(Version.HTTP_1_1);
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void decidesAboutEachStreamOfAConnection() throws Exception {
        Echo application = new Echo();
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            assertThat(get(tomcat, "/").statusCode()).isEqualTo(200);
            inbound.calls((head, peer) -> ScriptedInbound.forbidden());
            HttpResponse<String> refused = get(tomcat, "/");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).isEqualTo("RBAC: access denied");
            inbound.calls((head, peer) -> new InboundCall.Plan.Proceed(head));
            assertThat(get(tomcat, "/").statusCode()).isEqualTo(200);
        }
        assertThat(application.served).hasValue(2);
        assertThat(inbound.closed).hasSize(3);
    }

    @Test
    void carriesLargeBodiesBothWaysAtOnce() {
        byte[] body = new byte[300_000];
        new Random(7).nextBytes(body);
        try (TomcatPort tomcat = TomcatPort.serving(inbound, new Echo())) {
            List<CompletableFuture<HttpResponse<byte[]>>> calls = IntStream.range(0, 20)
                    .mapToObj(i -> client.sendAsync(
                            request(tomcat, "/")
                                    .POST(BodyPublishers.ofByteArray(body))
                                    .build(),
                            BodyHandlers.ofByteArray()))
                    .toList();

            for (CompletableFuture<HttpResponse<byte[]>> call : calls) {
                assertThat(call.join().version()).isEqualTo(Version.HTTP_2);
                assertThat(call.join().body()).isEqualTo(body);
            }
        }
        assertThat(inbound.closed).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%2Fb", "/a%5Cb"})
    void refusesTheTargetsThatTomcatRefuses(String target) throws Exception {
        Echo application = new Echo();
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application)) {
            assertThat(get(tomcat, target).statusCode()).isEqualTo(400);
        }
        assertThat(application.served).hasValue(0);
    }

    @Test
    void aPlaintextConnectionHasNoHttp2() throws Exception {
        inbound.serve(ServerSecurity.PLAINTEXT);
        Echo application = new Echo();
        try (TomcatPort tomcat = TomcatPort.serving(inbound, application);
                Wire wire = Wire.plaintext(tomcat.port())) {
            wire.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(wire.closedWithoutAWord()).isTrue();
        }
        assertThat(application.served).hasValue(0);
    }

    private HttpResponse<String> get(TomcatPort tomcat, String path) throws IOException, InterruptedException {
        return client.send(request(tomcat, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(TomcatPort tomcat, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + tomcat.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static HttpClient client(TestCertificate leaf) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = leaf.keyManagers().getKeyManagers();
            context.init(keys, new TrustManager[] {new AnyName()}, null);
            return HttpClient.newBuilder().sslContext(context).build();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JDK's client wants hosts in certificates; those of a mesh name workloads. */
    private static final class AnyName extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
