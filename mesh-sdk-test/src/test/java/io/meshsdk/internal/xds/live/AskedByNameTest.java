package io.meshsdk.internal.xds.live;

import static io.meshsdk.model.ResourceType.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.spi.ConfigSink.Update;
import io.meshsdk.test.ControlPlane;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Types of which nothing comes unasked. */
@Timeout(60)
class AskedByNameTest {
    @ParameterizedTest
    @EnumSource
    void onlyWhatIsNamedComesAndWhatIsNotThereIsToldAtOnce(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"), cluster("b"));
                LiveClient client = LiveClient.byName(variant, plane)) {
            client.subscribe(CLUSTER, "a");
            assertThat(client.awaitUpdate(any -> true).accepted()).containsOnlyKeys("a");

            client.subscribe(CLUSTER, "a", "nobody");
            assertThat(client.awaitUpdate(absent("nobody")).removed()).isEmpty();

            plane.put(cluster("nobody"));
            assertThat(client.awaitUpdate(any -> true).accepted()).containsOnlyKeys("nobody");

            plane.remove(CLUSTER, "a");
            assertThat(client.awaitUpdate(any -> true).removed()).containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoLetsTheLastNameGoDoesNotGetEverything(Variant variant) {
        try (ControlPlane plane = ControlPlane.start().put(cluster("a"), cluster("b"));
                LiveClient client = LiveClient.byName(variant, plane)) {
            client.subscribe(CLUSTER, "a");
            client.awaitUpdate(any -> true);

            client.subscribe(CLUSTER);
            client.subscribe(CLUSTER, "b");

            assertThat(client.awaitUpdate(any -> true).accepted()).containsOnlyKeys("b");
        }
    }

    private static Predicate<Update> absent(String name) {
        return update -> update.absent().contains(name);
    }

    private static Cluster cluster(String name) {
        return Cluster.newBuilder().setName(name).build();
    }
}
