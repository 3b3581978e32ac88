package io.meshsdk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpCommandTest {
    private static final TestCa CA = TestCa.create("test");

    @TempDir
    private Path folder;

    @Test
    void showsWhatIsInForceWithItsEndpoints() throws IOException {
        Ran ran = Ran.mesh("dump", "--bootstrap", StaticBootstrap.write(folder, 8123));

        JsonObject dump = dump(ran);
        assertThat(dump.getAsJsonObject("listeners").keySet()).containsExactly("out");
        assertThat(dump.getAsJsonObject("clusters")
                        .getAsJsonObject("orders")
                        .getAsJsonObject("discovery")
                        .get("kind")
                        .getAsString())
                .isEqualTo("Static");
        assertThat(dump.getAsJsonObject("endpoints").toString()).contains("127.0.0.1:8123");
        assertThat(ran.code()).isZero();
    }

    @Test
    void showsVersionsAndWhatIsIgnored() throws IOException {
        try (ControlPlane plane = ControlPlane.start()) {
            plane.put(
                    Config.httpService("orders").version("v1", 1, "127.0.0.1:1").resources());
            plane.put("""
                    {"@type": type.googleapis.com/envoy.config.cluster.v3.Cluster, name: odd, type: STATIC, alt_stat_name: other}
                    """);
            Ran ran = Ran.mesh("dump", "--bootstrap", plane.bootstrap("n").writeTo(folder.resolve("b.json")));

            JsonObject dump = dump(ran);
            assertThat(dump.get("server").getAsString()).isEqualTo("control-plane");
            assertThat(dump.getAsJsonObject("versions").keySet())
                    .contains("CLUSTER", "LISTENER", "ROUTE_CONFIGURATION");
            assertThat(dump.getAsJsonObject("versions")
                            .getAsJsonObject("CLUSTER")
                            .get("version")
                            .getAsString())
                    .isNotEmpty();
            assertThat(dump.getAsJsonArray("ignored").toString()).contains("alt_stat_name", "odd");
            assertThat(dump.getAsJsonObject("routes").keySet()).isNotEmpty();
        }
    }

    @Test
    void showsNoKeyAndNoToken() throws IOException {
        TestCertificate own = CA.workload("caller");
        String socket = """
                    transport_socket:
                      name: tls
                      typed_config:
                        "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                        common_tls_context:
                          tls_certificates: [{certificate_chain: {inline_string: %s}, private_key: {inline_string: %s}}]
                          validation_context: {trusted_ca: {inline_string: %s}}
                """.formatted(quoted(own.chain()), quoted(own.key()), quoted(own.trustBundle()));
        String text = StaticBootstrap.text(80)
                        .replace(
                                "routes: [{name: all, match: {prefix: \"/\"}, route: {cluster: orders}}]",
                                "routes: [{name: all, match: {prefix: \"/\", headers: [{name: x-token, string_match: {exact:"
                                        + " hidden-1}}], cookies: [{name: session, string_match: {exact: hidden-2}}]},"
                                        + " request_headers_to_add: [{header: {key: Authorization, value: Bearer hidden-3}}],"
                                        + " route: {cluster: orders}}]")
                + socket;
        Ran ran = Ran.mesh("dump", "--bootstrap", Files.writeString(folder.resolve("b.yaml"), text));

        assertThat(ran.code()).as(ran.err()).isZero();
        String body = own.key().replaceAll("-----[^-]*-----", "").strip();
        assertThat(ran.out()).contains("x-token", "session", "authorization", "(redacted)");
        assertThat(ran.out() + ran.err())
                .doesNotContain("hidden-1", "hidden-2", "hidden-3", "PRIVATE KEY", body.substring(40, 60));
    }

    @Test
    void aBadBootstrapEndsWithTwoAndPrintsNothing() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "static_resources: {clusters: [{nope: 1}]}");

        Ran ran = Ran.mesh("dump", "--bootstrap", bad);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void noConfigurationEndsWithOne() throws IOException {
        try (ControlPlane plane = ControlPlane.start()) {
            plane.faults().hang();
            Path bootstrap = plane.bootstrap("n").writeTo(folder.resolve("b.json"));

            Ran ran = Ran.mesh("dump", "--bootstrap", bootstrap, "--start-timeout", "300ms");
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err()).contains("no configuration came within");
        }
    }

    private static JsonObject dump(Ran ran) {
        assertThat(ran.code()).as(ran.err()).isZero();
        return JsonParser.parseString(ran.out()).getAsJsonObject();
    }

    private static String quoted(String pem) {
        return '"' + pem.replace("\n", "\\n").replace("\r", "") + '"';
    }
}
