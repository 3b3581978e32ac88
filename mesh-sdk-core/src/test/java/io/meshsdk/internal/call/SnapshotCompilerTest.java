package io.meshsdk.internal.call;

import static io.meshsdk.internal.call.Routes.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.config.Configuration;
import io.meshsdk.internal.upstream.Upstreams;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.RouteConfiguration;
import io.meshsdk.model.RouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SnapshotCompilerTest {
    private final List<Snapshot> published = new ArrayList<>();
    private final SnapshotCompiler compiler = new SnapshotCompiler(
            new Upstreams(new SplittableRandom(1)), OutboundPolicy.STRICT, List.of(published::add));

    @Test
    void whatDidNotChangeIsNotCompiledAgain() {
        publish(Map.of("a", Routes.all(to("x")), "b", Routes.all(to("x"))));
        publish(Map.of("a", Routes.all(to("x")), "b", Routes.all(to("y"))));

        assertThat(published.get(1).routes("a")).isSameAs(published.get(0).routes("a"));
        assertThat(published.get(1).routes("b")).isNotSameAs(published.get(0).routes("b"));
    }

    @Test
    void whatCannotBeCompiledIsNamedAndLeavesTheFormerInForce() {
        publish(Map.of("a", Routes.all(to("x"))));
        RouteMatch broken =
                new RouteMatch(new PathMatch.SafeRegex("("), true, List.of(), List.of(), false, Optional.empty());
        RouteConfiguration bad = Routes.configuration(Routes.host("v", "*", Routes.route("r", broken, to("x"))));
        publish(Map.of("a", bad));

        assertThat(published.get(1).routes("a")).isSameAs(published.get(0).routes("a"));
        assertThat(published.get(1).problems()).hasSize(1).first().asString().contains("route configuration a");
    }

    private void publish(Map<String, RouteConfiguration> routes) {
        compiler.publish(new Configuration(Map.of(), routes, Map.of()));
    }
}
