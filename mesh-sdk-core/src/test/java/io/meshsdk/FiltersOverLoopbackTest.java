package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Filters of an outbound listener on real calls. */
@Timeout(60)
class FiltersOverLoopbackTest {
    private static final String RBAC = "http.rbac.v3.RBAC, rules: {action: DENY, policies: {nobody: {permissions: [";

    private final Heads orders = new Heads(Heads.OK);

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        orders.close();
    }

    @Test
    void rbacForbidsACallBeforeItLeaves() throws Exception {
        try (Mesh mesh = mesh("{url_path: {path: {prefix: /admin}}}], principals: [{any: true}]}}}", "")) {
            Response response = mesh.client().sendBlocking(Request.get("http://orders/admin/1?q"));
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.bodyText()).isEqualTo("RBAC: access denied");
            assertThat(response.info().details()).startsWith("rbac_access_denied_matched_policy[nobody]");
            assertThat(mesh.client().sendBlocking(Request.get("http://orders/")).status())
                    .isEqualTo(200);
            assertThat(orders.next()).startsWith("GET / ");
        }
    }

    @Test
    void aRouteMayBeWithoutTheListenersPolicy() throws Exception {
        String off =
                "typed_per_filter_config: {rbac: {\"@type\": type.googleapis.com/envoy.config.route.v3.FilterConfig,"
                        + " disabled: true}}, ";
        try (Mesh mesh = mesh("{any: true}], principals: [{any: true}]}}}", off)) {
            assertThat(mesh.client().sendBlocking(Request.get("http://orders/")).status())
                    .isEqualTo(403);
            assertThat(mesh.client()
                            .sendBlocking(Request.get("http://orders/free"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void rulesAboutAConnectionRefuseCallsByName() throws Exception {
        try (Mesh mesh = mesh("{destination_port: 81}], principals: [{any: true}]}}}", "")) {
            Response response = mesh.client().sendBlocking(Request.get("http://orders/"));
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.info().flags()).hasToString("NFCF");
            assertThat(response.info().details()).contains("filter rbac", "port");
            assertThat(orders.waiting()).isZero();
        }
    }

    private Mesh mesh(String rules, String ofRoute) throws IOException {
        return new RoutedMesh()
                .cluster("orders", "", orders.server)
                .host(
                        "orders",
                        "{name: free, match: {prefix: /free}, " + ofRoute + "route: {cluster: orders}},"
                                + " {name: all, match: {prefix: /}, route: {cluster: orders}}")
                .filter("rbac", RBAC + rules)
                .start(directory);
    }
}
