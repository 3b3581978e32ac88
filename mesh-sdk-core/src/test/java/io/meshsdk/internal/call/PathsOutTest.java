package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.Fixture.refused;
import static io.meshsdk.internal.call.Fixture.send;
import static io.meshsdk.internal.call.Routes.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Headers;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.upstream.Clusters;
import io.meshsdk.model.HttpConnectionManager;
import io.meshsdk.model.HttpConnectionManager.EscapedSlashes;
import io.meshsdk.model.HttpConnectionManager.PathNormalization;
import io.meshsdk.model.HttpConnectionManager.RouteSource;
import io.meshsdk.model.InternalRedirect;
import io.meshsdk.model.Listener;
import io.meshsdk.model.RouteAction;
import io.meshsdk.model.RouteMatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The path options of the outbound listener's connection manager: routes and servers read the path as it is meant. */
class PathsOutTest {
    @ParameterizedTest
    @CsvSource({"/a/../admin?q=/../x, /admin?q=/../x", "/a//b, /a/b", "/%61dmin, /admin", "/a/./b, /a/b"})
    void thePathIsNormalisedBeforeRoutesReadIt(String path, String meant) {
        OutboundCall call = open(new PathNormalization(true, true, EscapedSlashes.KEEP_UNCHANGED), path);
        assertThat(call.plan()).isInstanceOf(Plan.Forward.class);
        assertThat(send(call).head().path()).isEqualTo(meant);
        assertThat(call.facts().route()).isEqualTo(meant.startsWith("/admin") ? "admin" : "rest");
    }

    @Test
    void nothingIsChangedUnlessConfigured() {
        OutboundCall call = open(PathNormalization.NONE, "/a/..//admin");
        call.plan();
        assertThat(send(call).head().path()).isEqualTo("/a/..//admin");
        assertThat(call.facts().route()).isEqualTo("rest");
    }

    @Test
    void anEscapedSlashIsRefusedOrRedirectedAsConfigured() {
        var refused = refused(open(new PathNormalization(false, false, EscapedSlashes.REJECT_REQUEST), "/a%2Fb")
                .plan());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.details()).startsWith("path_normalization_failed");

        Plan.Reply redirected =
                (Plan.Reply) open(new PathNormalization(false, false, EscapedSlashes.UNESCAPE_AND_REDIRECT), "/a%2Fb")
                        .plan();
        assertThat(redirected.reply().status()).isEqualTo(307);
        assertThat(redirected.reply().headers().get("location")).isEqualTo("/a/b");
    }

    @Test
    void aFragmentIsRefusedWhateverIsConfigured() {
        assertThat(refused(open(PathNormalization.NONE, "/a#b").plan()).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"/x/../admin, /admin", "/%61dmin?q=/../x, /admin?q=/../x", "/x//y, /x/y"})
    void thePathOfAnInternalRedirectIsReadInTheSameWay(String path, String meant) {
        OutboundCall call = redirected("http://orders" + path);
        assertThat(call.plan()).isInstanceOf(Plan.Forward.class);
        assertThat(send(call).head().path()).isEqualTo(meant);
        assertThat(call.facts().route()).isEqualTo(meant.startsWith("/admin") ? "admin" : "rest");
    }

    @Test
    void thePortOfAnInternalRedirectIsStrippedAsACallersIs() {
        OutboundCall call = redirected("http://orders:8080/a");
        assertThat(call.plan()).isInstanceOf(Plan.Forward.class);
        assertThat(send(call).head().authority()).isEqualTo("orders");
    }

    @Test
    void anInternalRedirectToAPathThatIsRefusedGoesToTheCaller() {
        assertThat(answered("http://orders/a%2Fb")).isInstanceOf(Next.Commit.class);
    }

    private static OutboundCall redirected(String location) {
        OutboundCall call = followed();
        assertThat(send(call).responseHead(found(location))).isInstanceOf(Next.Reroute.class);
        return call;
    }

    private static Next answered(String location) {
        return send(followed()).responseHead(found(location));
    }

    private static OutboundCall followed() {
        OutboundCall call = open(
                new PathNormalization(true, true, EscapedSlashes.REJECT_REQUEST),
                "/",
                Routes.redirected(to("orders"), new InternalRedirect(1, Set.of(302), List.of(), false, List.of())));
        assertThat(call.plan()).isInstanceOf(Plan.Forward.class);
        call.requestEnded();
        return call;
    }

    private static ResponseHead found(String location) {
        return new ResponseHead(302, Headers.of("location", location));
    }

    private static OutboundCall open(PathNormalization paths, String path) {
        return open(paths, path, to("orders"));
    }

    private static OutboundCall open(PathNormalization paths, String path, RouteAction action) {
        Fixture mesh = Fixture.routing(to("orders"));
        var routes = Routes.configuration(Routes.host(
                "all",
                "*",
                Routes.route("admin", RouteMatch.prefix("/admin"), action),
                Routes.route("rest", RouteMatch.prefix("/"), action)));
        HttpConnectionManager manager = new HttpConnectionManager(
                "out",
                new RouteSource.Inline(routes),
                Routes.ROUTER,
                Duration.ofMinutes(5),
                paths,
                true,
                false,
                false,
                false,
                0);
        mesh.publish(Routes.of(
                List.of(new Listener(
                        "out",
                        Optional.empty(),
                        Listener.TrafficDirection.UNSPECIFIED,
                        Optional.of(manager),
                        List.of(),
                        Optional.empty(),
                        false)),
                Clusters.eds("orders")));
        return mesh.open(new RequestHead("GET", "http", "orders", path, Headers.EMPTY));
    }
}
