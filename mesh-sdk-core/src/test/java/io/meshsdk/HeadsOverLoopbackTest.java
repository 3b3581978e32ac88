package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers are told of their time, and the paths that reach them. */
@Timeout(60)
class HeadsOverLoopbackTest {
    private static final String EXPECTED = "x-envoy-expected-rq-timeout-ms";
    private static final String RETRIED = "retry_policy: {retry_on: 5xx, num_retries: 1";

    private final Heads orders = new Heads(Heads.OK);

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        orders.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "timeout: 3s | 3000",
                "idle_timeout: 1s | 15000",
                "timeout: 0s | none",
                "timeout: 3s, " + RETRIED + ", per_try_timeout: 0.2s} | 200",
                "timeout: 0s, " + RETRIED + ", per_try_timeout: 0.2s} | 200",
                "timeout: 3s, hedge_policy: {hedge_on_per_try_timeout: true}, " + RETRIED
                        + ", per_try_timeout: 0.2s} | 3000",
            })
    void aServerIsToldHowLongItsAnswerIsWaitedFor(String action, @Nullable String told) throws Exception {
        try (Mesh mesh = mesh(new RoutedMesh().route(action))) {
            mesh.client()
                    .sendBlocking(Request.builder("GET", URI.create("http://orders/"))
                            .header(EXPECTED, "77777")
                            .build());
            assertThat(Heads.field(orders.next(), EXPECTED))
                    .as("never what the caller claims")
                    .isEqualTo(told);
        }
    }

    @Test
    void aRetryIsToldWhatIsLeft() throws Exception {
        try (Heads ill = new Heads("HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n");
                Mesh mesh = new RoutedMesh()
                        .cluster("orders", "", ill.server)
                        .route("timeout: 10s, retry_policy: {retry_on: 5xx, num_retries: 3, retry_back_off:"
                                + " {base_interval: 0.05s}}")
                        .start(directory)) {
            mesh.client().sendBlocking(Request.get("http://orders/"));

            assertThat(Heads.field(ill.next(), EXPECTED)).isEqualTo("10000");
            ill.next();
            ill.next();
            assertThat(Long.parseLong(String.valueOf(Heads.field(ill.next(), EXPECTED))))
                    .isBetween(1L, 9_999L);
        }
    }

    @Test
    void theCallersOwnDeadlineIsToldWhereItIsNearer() throws Exception {
        try (Mesh mesh = mesh(new RoutedMesh().route("timeout: 30s"))) {
            mesh.client()
                    .sendBlocking(Request.builder("GET", URI.create("http://orders/"))
                            .timeout(Duration.ofSeconds(20))
                            .build());
            assertThat(Long.parseLong(String.valueOf(Heads.field(orders.next(), EXPECTED))))
                    .isBetween(1L, 20_000L);
        }
    }

    @Test
    void aRouterThatSuppressesEnvoysHeadersTellsNeitherServersNorCallers() throws Exception {
        try (Mesh mesh = new RoutedMesh()
                .cluster("orders", "", orders.server)
                .cluster("full", "circuit_breakers: {thresholds: [{max_requests: 0}]},", orders.server)
                .host(
                        "orders",
                        "{match: {prefix: /full}, route: {cluster: full}}, {match: {prefix: /}, route: {cluster: orders}}")
                .router("suppress_envoy_headers: true")
                .start(directory)) {
            mesh.client().sendBlocking(Request.get("http://orders/"));
            assertThat(orders.next()).doesNotContain("x-envoy-");

            Response refused = mesh.client().sendBlocking(Request.get("http://orders/full"));
            assertThat(refused.info().flags()).hasToString("UO");
            assertThat(refused.headers().contains("x-envoy-overloaded")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "normalize_path: true | /a/../b | /b",
                "normalize_path: true | /%61/./b | /a/b",
                "normalize_path: false | /a/../b | /a/../b",
                "merge_slashes: true | /a//b | /a/b",
                "path_with_escaped_slashes_action: KEEP_UNCHANGED | /a%2Fb | /a%2Fb",
                "path_with_escaped_slashes_action: UNESCAPE_AND_FORWARD | /a%2Fb%5cc?q=%2F | /a/b\\c?q=%2F",
            })
    void aPathReachesTheServerAsTheListenerHasIt(String manager, String path, String arrives) throws Exception {
        try (Mesh mesh = mesh(new RoutedMesh().manager(manager).route("timeout: 3s"))) {
            assertThat(mesh.client()
                            .sendBlocking(Request.get("http://orders" + path))
                            .status())
                    .isEqualTo(200);
            assertThat(orders.next()).startsWith("GET " + arrives + " HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "path_with_escaped_slashes_action: REJECT_REQUEST | /a%2Fb | 400 | none",
                "path_with_escaped_slashes_action: UNESCAPE_AND_REDIRECT | /a%2Fb?q | 307 | /a/b?q",
                "normalize_path: true | /a%00b | 400 | none",
            })
    void aPathThatMustNotGoOutIsAnsweredHere(String manager, String path, int status, @Nullable String location)
            throws Exception {
        try (Mesh mesh = mesh(new RoutedMesh().manager(manager).route("timeout: 3s"))) {
            Response response = mesh.client().sendBlocking(Request.get("http://orders" + path));
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.headers().get("location")).isEqualTo(location);
            assertThat(response.info().details()).startsWith("path_normalization_failed");
            assertThat(orders.waiting()).isZero();
        }
    }

    private Mesh mesh(RoutedMesh routed) throws IOException {
        return routed.cluster("orders", "", orders.server).start(directory);
    }
}
