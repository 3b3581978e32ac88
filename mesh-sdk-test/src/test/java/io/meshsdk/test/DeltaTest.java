package io.meshsdk.test;

import static io.meshsdk.model.ResourceType.CLUSTER;
import static io.meshsdk.model.ResourceType.LISTENER;
import static io.meshsdk.model.ResourceType.ROUTE_CONFIGURATION;
import static io.meshsdk.test.StateOfTheWorldTest.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeltaTest {
    private final ControlPlane plane = ControlPlane.start();
    private final RawXdsClient client = new RawXdsClient(plane);
    private final RawXdsClient.Delta stream = client.delta();

    @AfterEach
    void close() throws Exception {
        client.close();
        plane.close();
    }

    @Test
    void aWildcardGetsAllThenOnlyWhatChangesAndWhatGoes() throws Exception {
        plane.put(cluster("a"), cluster("b"));
        stream.subscribe(CLUSTER);
        assertThat(names(stream.response())).containsExactly("a", "b");

        plane.put(cluster("c"));
        assertThat(names(stream.response())).containsExactly("c");

        plane.remove(CLUSTER, "a");
        DeltaDiscoveryResponse gone = stream.response();
        assertThat(gone.getResourcesList()).isEmpty();
        assertThat(gone.getRemovedResourcesList()).containsExactly("a");
    }

    @Test
    void aWildcardHearsThatThereIsNothing() throws Exception {
        stream.subscribe(LISTENER);

        assertThat(stream.response().getResourcesList()).isEmpty();
    }

    @Test
    void whatIsAskedForAndNotThereIsSaidToBeRemoved() throws Exception {
        plane.put(routes("here"));
        stream.subscribe(ROUTE_CONFIGURATION, "here", "missing");

        DeltaDiscoveryResponse response = stream.response();
        assertThat(names(response)).containsExactly("here");
        assertThat(response.getRemovedResourcesList()).containsExactly("missing");

        plane.put(routes("missing"));
        assertThat(names(stream.response())).containsExactly("missing");
    }

    @Test
    void anUnsubscribedResourceIsNotSentAnyMore() throws Exception {
        plane.put(routes("a"), routes("b"));
        stream.subscribe(ROUTE_CONFIGURATION, "a", "b");
        stream.ack(stream.response());
        stream.unsubscribe(ROUTE_CONFIGURATION, "a");
        plane.awaitRequest("unsubscription", request -> !request.unsubscribed().isEmpty());

        plane.push(change -> change.put(changed("a")).put(changed("b")));

        assertThat(names(stream.response())).containsExactly("b");
        stream.assertSilent();
    }

    @Test
    void subscribingAgainSendsAgain() throws Exception {
        plane.put(routes("a"));
        stream.subscribe(ROUTE_CONFIGURATION, "a");
        stream.response();

        stream.subscribe(ROUTE_CONFIGURATION, "a");

        assertThat(names(stream.response())).containsExactly("a");
    }

    @Test
    void unsubscribingFromANameThatAWildcardCoversSendsItAgain() throws Exception {
        plane.put(cluster("a"), cluster("b"));
        stream.subscribe(CLUSTER, "*", "a");
        assertThat(names(stream.response())).containsExactly("a", "b");

        stream.unsubscribe(CLUSTER, "a");

        assertThat(names(stream.response())).containsExactly("a");
    }

    @Test
    void withoutTheWildcardOnlyNamesAreLeft() throws Exception {
        plane.put(cluster("a"), cluster("b"));
        stream.subscribe(CLUSTER, "*", "a");
        stream.response();
        stream.unsubscribe(CLUSTER, "*");
        plane.awaitRequest("unsubscription", request -> !request.unsubscribed().isEmpty());

        plane.push(change -> change.remove(CLUSTER, "b").put(cluster("c")).remove(CLUSTER, "a"));

        DeltaDiscoveryResponse response = stream.response();
        assertThat(response.getRemovedResourcesList()).containsExactly("a");
        assertThat(response.getResourcesList()).isEmpty();
    }

    @Test
    void whoComesBackWithVersionsGetsOnlyWhatChangedMeanwhile() throws Exception {
        plane.put(routes("same"), routes("changes"), routes("goes"));
        stream.subscribe(ROUTE_CONFIGURATION, "same", "changes", "goes", "new");
        var initial = RawXdsClient.Delta.request(ROUTE_CONFIGURATION)
                .addAllResourceNamesSubscribe(List.of("same", "changes", "goes", "new"));
        for (Resource resource : stream.response().getResourcesList()) {
            initial.putInitialResourceVersions(resource.getName(), resource.getVersion());
        }
        plane.faults().dropStreams();
        assertThat(stream.status().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
        plane.push(change -> change.put(changed("changes")).put(routes("new")).remove(ROUTE_CONFIGURATION, "goes"));

        RawXdsClient.Delta again = client.delta();
        again.send(initial.build());

        DeltaDiscoveryResponse response = again.response();
        assertThat(names(response)).containsExactly("changes", "new");
        assertThat(response.getRemovedResourcesList()).containsExactly("goes");
        assertThat(plane.requests().get(1).initialVersions()).containsOnlyKeys("same", "changes", "goes");
    }

    @Test
    void aVersionChangesOnlyWithItsResource() throws Exception {
        plane.put(cluster("a"));
        stream.subscribe(CLUSTER);
        String before = stream.response().getResources(0).getVersion();

        plane.push(change -> change.put(cluster("a")).put(cluster("b")));

        assertThat(names(stream.response())).containsExactly("b");
        assertThat(plane.requests()).hasSize(1);
        stream.subscribe(CLUSTER, "a");
        assertThat(stream.response().getResources(0).getVersion()).isEqualTo(before);
    }

    private static RouteConfiguration routes(String name) {
        return RouteConfiguration.newBuilder().setName(name).build();
    }

    private static RouteConfiguration changed(String name) {
        return routes(name).toBuilder().addInternalOnlyHeaders("x-changed").build();
    }

    private static List<String> names(DeltaDiscoveryResponse response) {
        return response.getResourcesList().stream().map(Resource::getName).toList();
    }
}
