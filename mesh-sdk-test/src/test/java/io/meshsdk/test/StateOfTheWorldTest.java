package io.meshsdk.test;

import static io.meshsdk.model.ResourceType.CLUSTER;
import static io.meshsdk.model.ResourceType.CLUSTER_LOAD_ASSIGNMENT;
import static io.meshsdk.model.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Node;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StateOfTheWorldTest {
    private final ControlPlane plane = ControlPlane.start();
    private final RawXdsClient client = new RawXdsClient(plane);
    private final RawXdsClient.Sotw stream = client.sotw();

    @AfterEach
    void close() throws Exception {
        client.close();
        plane.close();
    }

    @Test
    void anEmptyFirstRequestAsksForAllClusters() throws Exception {
        plane.put(cluster("a"), cluster("b"));

        stream.ask(CLUSTER);

        assertThat(clusters(stream.response())).containsExactly("a", "b");
    }

    @Test
    void aWildcardHearsThatThereIsNothingAndThenOfWhatComesAndGoes() throws Exception {
        stream.ask(CLUSTER);
        DiscoveryResponse nothing = stream.response();
        assertThat(nothing.getResourcesList()).isEmpty();
        stream.ack(nothing);

        plane.put(cluster("a"));
        DiscoveryResponse one = stream.response();
        assertThat(clusters(one)).containsExactly("a");
        assertThat(one.getVersionInfo()).isNotEqualTo(nothing.getVersionInfo());
        assertThat(one.getNonce()).isNotEqualTo(nothing.getNonce());

        plane.remove(CLUSTER, "a");
        assertThat(stream.response().getResourcesList()).isEmpty();
    }

    @Test
    void afterNamesNoneMeansNone() throws Exception {
        plane.put(cluster("a"), cluster("b"));
        stream.ask(CLUSTER, "a");
        DiscoveryResponse named = stream.response();
        assertThat(clusters(named)).containsExactly("a");

        stream.ack(named);
        plane.awaitAck(CLUSTER);
        plane.put(cluster("a").toBuilder().setAltStatName("changed").build());
        plane.put(ClusterLoadAssignment.newBuilder().setClusterName("e").build());
        stream.ask(CLUSTER_LOAD_ASSIGNMENT, "e");

        assertThat(stream.response().getTypeUrl()).isEqualTo(CLUSTER_LOAD_ASSIGNMENT.typeUrl());
        stream.assertSilent();
    }

    @Test
    void anAckIsNotAnsweredAndNobodyHearsOfWhatDidNotChange() throws Exception {
        plane.put(cluster("a"));
        stream.ask(CLUSTER);
        stream.ack(stream.response());
        plane.awaitAck(CLUSTER);

        plane.put(cluster("a"));
        stream.ask(LISTENER);

        assertThat(stream.response().getTypeUrl()).isEqualTo(LISTENER.typeUrl());
    }

    @Test
    void endpointsAreSentWhenTheyAreThereAndNeverDeletedByAbsence() throws Exception {
        stream.ask(CLUSTER_LOAD_ASSIGNMENT, "a", "b");
        plane.put(endpoints("a", 1));
        assertThat(stream.response().getResourcesCount()).isOne();

        plane.put(endpoints("b", 1));
        assertThat(stream.response().getResourcesCount()).isEqualTo(2);

        plane.remove(CLUSTER_LOAD_ASSIGNMENT, "a");
        plane.put(endpoints("b", 2));
        assertThat(stream.response().getResourcesCount()).isOne();
        stream.assertSilent();
    }

    @Test
    void aRequestWithAnOutdatedNonceChangesNothing() throws Exception {
        plane.put(endpoints("a", 1), endpoints("b", 1));
        stream.ask(CLUSTER_LOAD_ASSIGNMENT, "a");
        DiscoveryResponse first = stream.response();
        plane.put(endpoints("a", 2));
        DiscoveryResponse second = stream.response();

        stream.ack(first, "a", "b");
        stream.ack(second, "a");
        plane.awaitAck(CLUSTER_LOAD_ASSIGNMENT);

        stream.assertSilent();
        assertThat(plane.requests(CLUSTER_LOAD_ASSIGNMENT).stream().map(XdsRequest::answered))
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of(second.getVersionInfo()));
    }

    @Test
    void recordsNodeAcksAndNacks() throws Exception {
        plane.put(cluster("a"));
        stream.send(RawXdsClient.Sotw.request(CLUSTER)
                .setNode(Node.newBuilder().setId("caller"))
                .build());
        DiscoveryResponse good = stream.response();
        stream.ack(good);
        plane.awaitAck(CLUSTER);
        plane.put(cluster("a").toBuilder().setAltStatName("bad").build());
        stream.nack(stream.response(), good.getVersionInfo(), "alt_stat_name: no");

        XdsRequest nack = plane.awaitNack(CLUSTER);

        assertThat(nack.error()).contains("alt_stat_name: no");
        assertThat(nack.version()).isEqualTo(good.getVersionInfo());
        assertThat(plane.requests().get(0).nodeId()).contains("caller");
        assertThat(plane.requests().stream().map(XdsRequest::toString))
                .containsExactly("1 Cluster ask", "1 Cluster ack 1", "1 Cluster nack 2: alt_stat_name: no");
    }

    @Test
    void aResourceWithATimeToLiveIsWrappedAndItsHeartbeatHasNoPayload() throws Exception {
        plane.put(XdsResource.of(cluster("a")).withTtl(Duration.ofSeconds(3)));
        stream.ask(CLUSTER);

        Resource wrapped = stream.response().getResources(0).unpack(Resource.class);
        assertThat(wrapped.getName()).isEqualTo("a");
        assertThat(wrapped.getTtl().getSeconds()).isEqualTo(3);
        assertThat(wrapped.getResource().is(Cluster.class)).isTrue();

        plane.heartbeat(CLUSTER, "a");
        Resource heartbeat = stream.response().getResources(0).unpack(Resource.class);
        assertThat(heartbeat.hasResource()).isFalse();
        assertThat(heartbeat.getTtl().getSeconds()).isEqualTo(3);
    }

    @Test
    void aPushIsOneResponse() throws Exception {
        stream.ask(CLUSTER);
        stream.response();

        plane.push(change -> change.put(cluster("a")).put(cluster("b")).remove(CLUSTER, "a"));

        assertThat(clusters(stream.response())).containsExactly("b");
        stream.assertSilent();
    }

    static Cluster cluster(String name) {
        return Cluster.newBuilder().setName(name).build();
    }

    private static ClusterLoadAssignment endpoints(String name, int overprovisioning) {
        return ClusterLoadAssignment.newBuilder()
                .setClusterName(name)
                .setPolicy(ClusterLoadAssignment.Policy.newBuilder()
                        .setOverprovisioningFactor(com.google.protobuf.UInt32Value.of(overprovisioning)))
                .build();
    }

    private static List<String> clusters(DiscoveryResponse response) throws InvalidProtocolBufferException {
        List<String> names = new java.util.ArrayList<>();
        for (Any any : response.getResourcesList()) {
            names.add(any.unpack(Cluster.class).getName());
        }
        return names;
    }
}
