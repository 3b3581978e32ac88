package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code internal_redirect_policy} between real servers: the caller hears of the last answer only. */
@Timeout(60)
class RedirectsOverLoopbackTest {
    private static final String PREDICATE =
            "{name: p, typed_config: {\"@type\": type.googleapis.com/envoy.extensions.internal_redirect.";

    private final Heads end = new Heads("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nend");

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        end.close();
    }

    @Test
    void aRedirectIsFollowedAndItsCallerSeesTheEnd() throws Exception {
        try (Heads orders = new Heads(redirect(302, "http://elsewhere/there?q=1"));
                Mesh mesh = mesh(orders, "{}")) {
            Response response = mesh.client().sendBlocking(Request.get("http://orders/here"));

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.bodyText()).isEqualTo("end");
            assertThat(response.info().cluster()).isEqualTo("end");
            String followed = end.next();
            assertThat(followed).startsWith("GET /there?q=1 HTTP/1.1\r\n");
            assertThat(Heads.field(followed, "host")).isEqualTo("elsewhere");
            assertThat(Heads.field(followed, "x-envoy-original-url")).isEqualTo("http://orders/here");
        }
    }

    @ParameterizedTest
    @CsvSource({"307, POST, again", "303, GET, ''"})
    void theBodyIsSentAgainUnlessTheRedirectMakesAGet(int status, String method, String body) throws Exception {
        try (Heads orders = new Heads(redirect(status, "http://elsewhere/there"));
                Mesh mesh = mesh(orders, "{redirect_response_codes: [303, 307]}")) {
            Response response = mesh.client()
                    .sendBlocking(
                            Request.post("http://orders/here").body("again").build());

            assertThat(response.bodyText()).isEqualTo("end");
            assertThat(end.next()).startsWith(method + " /there ").endsWith("\r\n\r\n" + body);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 302, 2", "3, 302, 4"})
    void beyondTheMostTheCallerIsGivenTheRedirect(int most, int status, int requests) throws Exception {
        try (Heads orders = new Heads(redirect(302, "http://orders/again"));
                Mesh mesh = mesh(orders, "{max_internal_redirects: " + most + "}")) {
            Response response = mesh.client().sendBlocking(Request.get("http://orders/here"));

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.headers().get("location")).isEqualTo("http://orders/again");
            assertThat(orders.waiting()).isEqualTo(requests);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "allow_listed_routes.v3.AllowListedRoutesConfig, allowed_route_names: [there] | 200",
                "allow_listed_routes.v3.AllowListedRoutesConfig, allowed_route_names: [other] | 302",
                "previous_routes.v3.PreviousRoutesConfig | 200",
                "safe_cross_scheme.v3.SafeCrossSchemeConfig | 200",
            })
    void predicatesDecideWhereItMayLead(String predicate, int status) throws Exception {
        try (Heads orders = new Heads(redirect(302, "http://elsewhere/there"));
                Mesh mesh = mesh(orders, "{predicates: [" + PREDICATE + predicate + "}}]}")) {
            assertThat(mesh.client()
                            .sendBlocking(Request.get("http://orders/here"))
                            .status())
                    .isEqualTo(status);
        }
    }

    @Test
    void aRouteThatWasReachedByARedirectIsNotReachedAgainByPreviousRoutes() throws Exception {
        try (Heads orders = new Heads(redirect(302, "http://orders/again"));
                Mesh mesh = mesh(
                        orders,
                        "{max_internal_redirects: 9, predicates: [" + PREDICATE
                                + "previous_routes.v3.PreviousRoutesConfig}}]}")) {
            assertThat(mesh.client()
                            .sendBlocking(Request.get("http://orders/here"))
                            .status())
                    .isEqualTo(302);
            assertThat(orders.waiting()).isEqualTo(2);
        }
    }

    @Test
    void anotherSchemeIsTheCallersAffair() throws Exception {
        try (Heads orders = new Heads(redirect(302, "https://elsewhere/there"));
                Mesh mesh = mesh(orders, "{}")) {
            assertThat(mesh.client()
                            .sendBlocking(Request.get("http://orders/here"))
                            .status())
                    .isEqualTo(302);
        }
    }

    private Mesh mesh(Heads orders, String policy) throws IOException {
        return new RoutedMesh()
                .cluster("orders", "", orders.server)
                .cluster("end", "", end.server)
                .route("internal_redirect_policy: " + policy)
                .host("elsewhere", "{name: there, match: {prefix: /}, route: {cluster: end}}")
                .start(directory);
    }

    private static String redirect(int status, String location) {
        return "HTTP/1.1 " + status + " Over There\r\nlocation: " + location + "\r\ncontent-length: 0\r\n\r\n";
    }
}
