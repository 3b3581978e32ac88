package io.meshsdk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.meshsdk.model.ResourceType;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each failure is found in its step, with something to do, in a bounded time. */
class DoctorCommandTest {
    private static final String PLANE_ID = "spiffe://test/plane";
    private static final TestCa CA = TestCa.create("test");
    private static final TestCertificate PLANE =
            CA.issue(PLANE_ID).ip("127.0.0.1").build();
    private static final TestCertificate OWN = CA.workload("caller");

    @TempDir
    private Path folder;

    private ControlPlane plane = ControlPlane.start();
    private String timeout = "10s";

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void aStartThatWorksHasNothingToMend() {
        plane.put(Config.httpService("orders").version("v1", 1, "127.0.0.1:1").resources());
        Ran ran = doctor(plane.bootstrap("node-1").envoy());

        assertThat(ran.out())
                .doesNotContain("failed")
                .contains("ok      java", "for node 'node-1'", "ok      response");
        assertThat(ran.lastLine()).isEqualTo("a start has what it needs");
        assertThat(ran.code()).isZero();
    }

    @Test
    void mutualTlsThatWorksIsToldOf() {
        serveTls(PLANE);
        Ran ran = doctor(plane.bootstrap("n").mutualTls(OWN, PLANE_ID).envoy());

        assertThat(ran.out())
                .contains("the certificate of spiffe://test/caller is valid until", "trusts 1 roots", PLANE_ID);
        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out() + ran.err()).doesNotContain("PRIVATE KEY").doesNotContain(middle(OWN.key()));
    }

    @Test
    void aNodeThatIsSentNothingIsAWarning() {
        Ran ran = doctor(plane.bootstrap("stranger").envoy());

        assertThat(ran.out()).contains("warning response", "0 resources", "knows node 'stranger'");
        assertThat(ran.code()).isZero();
    }

    @Test
    void gRpcsBootstrapIsExaminedToo() {
        plane.put(Config.httpService("orders").version("v1", 1, "127.0.0.1:1").resources());
        Ran ran = doctor(plane.bootstrap("n").grpc());

        assertThat(ran.out()).contains("a bootstrap of gRPC", "ok      response");
        assertThat(ran.code()).isZero();
    }

    @Test
    void aStaticBootstrapNeedsNoServer() throws IOException {
        Ran ran = doctor(StaticBootstrap.text(80));

        assertThat(ran.out()).contains("skipped address", "all configuration is in files");
        assertThat(ran.code()).isZero();
    }

    @Test
    void aBootstrapThatIsNotThere() {
        Ran ran = Ran.mesh("doctor", "--bootstrap", folder.resolve("absent.yaml"));

        failed(ran, "files", "absent.yaml is not there", "mend the path");
    }

    @Test
    void aCertificateFileThatIsNotThere() {
        Ran ran = doctor("""
                static_resources:
                  secrets:
                  - name: own
                    tls_certificate: {certificate_chain: {filename: /absent/cert.pem}, private_key: {filename: /absent/key.pem}}
                """);

        failed(ran, "files", "/absent/cert.pem, which cannot be read", "mend that line");
    }

    @Test
    void aBootstrapWithAMistake() {
        failed(
                doctor("static_resources: {clusters: [{nope: 1}]}"),
                "bootstrap",
                "nope is not a known field",
                "mesh lint");
    }

    @Test
    void anExpiredCertificate() {
        TestCertificate expired = CA.issue("spiffe://test/caller").expired().build();
        serveTls(PLANE);
        Ran ran = doctor(plane.bootstrap("n").mutualTls(expired, PLANE_ID).envoy());

        failed(ran, "certificates", "spiffe://test/caller expired at", "renew it");
    }

    @Test
    void aCertificateThatIsNotValidYet() {
        TestCertificate early = CA.issue("spiffe://test/caller").notYetValid().build();
        Ran ran = doctor(plane.bootstrap("n").mutualTls(early, PLANE_ID).envoy());

        failed(ran, "certificates", "is not valid before", "clock");
    }

    @Test
    void aKeyThatIsNotTheCertificates() {
        String bootstrap = plane.bootstrap("n").mutualTls(OWN, PLANE_ID).envoy();
        String other = CA.workload("other").key();
        Ran ran = doctor(bootstrap.replace(json(OWN.key()), json(other)));

        failed(ran, "certificates", "the private key is not that of the certificate", "its own unencrypted key");
        assertThat(ran.out() + ran.err()).doesNotContain(middle(other));
    }

    @Test
    void certificateFilesOfGRpcAreReadToo() throws IOException {
        Path cert = Files.writeString(folder.resolve("cert.pem"), "no certificate");
        Ran ran = doctor("""
                {"xds_servers": [{"server_uri": "%s", "channel_creds": [{"type": "insecure"}]}], "node": {"id": "n"},
                 "certificate_providers": {"default": {"plugin_name": "file_watcher", "config": {
                   "certificate_file": "%s", "private_key_file": "%s"}}}}
                """.formatted(plane.target(), cert, cert));

        failed(ran, "certificates", "certificate provider default: there is no CERTIFICATE block", "as PEM");
    }

    @Test
    void aNameThatNobodyKnows() {
        String bootstrap = plane.bootstrap("n")
                .envoy()
                .replace("127.0.0.1", "nowhere.invalid")
                .replace("STATIC", "STRICT_DNS");

        failed(doctor(bootstrap), "address", "nowhere.invalid", "mend the name");
    }

    @Test
    void aClosedPort() {
        plane.faults().stop();

        failed(doctor(plane.bootstrap("n").envoy()), "tcp", "refuses connections", "start the control plane");
    }

    @Test
    void aSilentPort() {
        plane.faults().hang();
        timeout = "500ms";

        failed(doctor(plane.bootstrap("n").envoy()), "grpc", "says nothing within", "hangs");
    }

    @Test
    void aSilentPortWhereTlsIsExpected() {
        plane.faults().hang();
        timeout = "500ms";

        failed(doctor(plane.bootstrap("n").tls(CA.trustBundle(), PLANE_ID).envoy()), "tls", "says nothing", "hangs");
    }

    @Test
    void plaintextWhereTlsIsExpected() {
        plane.faults()
                .answerBytes("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        failed(
                doctor(plane.bootstrap("n").tls(CA.trustBundle(), PLANE_ID).envoy()),
                "tls",
                "not an SSL/TLS record",
                "the server speaks plaintext");
    }

    @Test
    void aPlaintextControlPlaneWhereTlsIsExpected() {
        failed(doctor(plane.bootstrap("n").tls(CA.trustBundle(), PLANE_ID).envoy()), "tls", "127.0.0.1", "plaintext");
    }

    @Test
    void tlsWherePlaintextIsExpected() {
        serveTls(PLANE);

        failed(doctor(plane.bootstrap("n").envoy()), "grpc", "UNAVAILABLE", "TLS");
    }

    @Test
    void aServerOfAnotherAuthority() {
        serveTls(PLANE);
        String other = TestCa.create("test").trustBundle();

        failed(
                doctor(plane.bootstrap("n").tls(other, PLANE_ID).envoy()),
                "tls",
                "Signature does not match",
                "the CA that signed it");
    }

    @Test
    void aServerWithAnotherName() {
        serveTls(PLANE);

        failed(
                doctor(plane.bootstrap("n")
                        .tls(CA.trustBundle(), "spiffe://test/other")
                        .envoy()),
                "tls",
                PLANE_ID,
                "match_typed_subject_alt_names");
    }

    @Test
    void aServerWhoseCertificateHasExpired() {
        serveTls(CA.issue(PLANE_ID).expired().build());

        failed(
                doctor(plane.bootstrap("n").tls(CA.trustBundle(), PLANE_ID).envoy()),
                "tls",
                "",
                "has expired: renew it there");
    }

    @Test
    void aServerThatWantsACertificateAndGetsNone() {
        plane.close();
        plane = ControlPlane.builder().mutualTls(PLANE).start();

        failed(doctor(plane.bootstrap("n").tls(CA.trustBundle(), PLANE_ID).envoy()), "tls", "", "wants a certificate");
    }

    @Test
    void aControlPlaneThatAnswersNothing() {
        plane.put(Config.httpService("orders").version("v1", 1, "127.0.0.1:1").resources());
        plane.faults().hold(ResourceType.LISTENER);
        timeout = "500ms";

        failed(doctor(plane.bootstrap("node-7").envoy()), "response", "sent nothing of type listener", "node 'node-7'");
    }

    @Test
    void aControlPlaneThatDoesNotKnowUs() {
        plane.faults().refuseStreams(Status.Code.UNAUTHENTICATED);

        failed(doctor(plane.bootstrap("n").envoy()), "", "UNAUTHENTICATED", "does not know who this is");
    }

    @Test
    void aNodeIdThatIsMissingIsFoundBeforeAnythingIsConnectedTo() {
        Ran ran = doctor(plane.bootstrap("n").envoy().replace("\"id\": \"n\"", "\"id\": \"\""));

        failed(ran, "bootstrap", "node.id: is missing", "");
        assertThat(plane.streamsOpened()).isZero();
    }

    private void serveTls(TestCertificate certificate) {
        plane.close();
        plane = ControlPlane.builder().tls(certificate).start();
    }

    private Ran doctor(String bootstrap) {
        try {
            Path file = Files.writeString(folder.resolve("bootstrap.yaml"), bootstrap);
            return Ran.mesh("doctor", "--bootstrap", file, "--timeout", timeout);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void failed(Ran ran, String step, String found, String advice) {
        String[] lines = ran.out().split("\n", -1);
        String failure = java.util.stream.IntStream.range(0, lines.length)
                .filter(i -> lines[i].startsWith("failed  " + step))
                .mapToObj(i -> lines[i] + "\n" + lines[i + 1])
                .findFirst()
                .orElse("");
        assertThat(failure)
                .as(ran.out() + ran.err())
                .contains(found)
                .contains(advice)
                .contains("→");
        assertThat(ran.lastLine()).isEqualTo("a start would fail");
        assertThat(ran.code()).isEqualTo(1);
    }

    private static String json(String pem) {
        String quoted =
                new com.google.gson.GsonBuilder().disableHtmlEscaping().create().toJson(pem);
        return quoted.substring(1, quoted.length() - 1);
    }

    /** Enough of a key to know it by. */
    private static String middle(String pem) {
        String body = pem.replaceAll("-----[^-]*-----", "").strip();
        return body.substring(40, 60);
    }
}
