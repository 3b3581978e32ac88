package io.meshsdk.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.MetricRecorder;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.xds.InternalGrpcBootstrapperImpl;
import io.grpc.xds.InternalSharedXdsClientPoolProvider;
import io.grpc.xds.client.XdsClient;
import io.grpc.xds.client.XdsResourceType;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.model.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle: another client, by other people, understands this control plane, and is understood by it. */
class GrpcXdsClientTest {
    private final ControlPlane plane = ControlPlane.start();
    private final BlockingQueue<StatusOr<Watched>> seen = new LinkedBlockingQueue<>();
    private InternalSharedXdsClientPoolProvider.XdsClientResult pool;
    private XdsClient client;

    @BeforeEach
    void connect() throws Exception {
        var bootstrap = InternalGrpcBootstrapperImpl.parseBootstrap(Map.of(
                "xds_servers",
                List.of(Map.of(
                        "server_uri", plane.target(),
                        "channel_creds", List.of(Map.of("type", "insecure")),
                        "server_features", List.of("xds_v3"))),
                "node",
                Map.of("id", "oracle")));
        pool = InternalSharedXdsClientPoolProvider.getOrCreate(
                plane.target(), bootstrap, new MetricRecorder() {}, null);
        client = pool.getObject();
    }

    @AfterEach
    void close() {
        pool.returnObject(client);
        plane.close();
    }

    @Test
    void takesAResourceAndItsChangesAndKeepsTheLastGood() throws Exception {
        plane.put(StateOfTheWorldTest.cluster("orders"));
        watch("orders");
        assertThat(next().getValue().cluster().getName()).isEqualTo("orders");
        XdsRequest ack = plane.awaitAck(ResourceType.CLUSTER);
        assertThat(ack.names()).containsExactly("orders");
        assertThat(plane.requests().get(0).nodeId()).contains("oracle");

        plane.put(changed("first"));
        assertThat(next().getValue().cluster().getAltStatName()).isEqualTo("first");

        plane.put(changed("bad"));
        assertThat(plane.awaitNack(ResourceType.CLUSTER).error().orElseThrow()).contains("refused by the test");

        plane.faults().dropStreams();
        plane.awaitStreamsOpened(2).put(changed("second"));
        StatusOr<Watched> after = next();
        while (!after.hasValue()) {
            after = next();
        }
        assertThat(after.getValue().cluster().getAltStatName()).isEqualTo("second");
    }

    @Test
    void hearsThatAResourceIsGone() throws Exception {
        plane.put(StateOfTheWorldTest.cluster("orders"));
        watch("orders");
        assertThat(next().hasValue()).isTrue();

        plane.remove(ResourceType.CLUSTER, "orders");

        assertThat(next().getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    private static Cluster changed(String statName) {
        return StateOfTheWorldTest.cluster("orders").toBuilder()
                .setAltStatName(statName)
                .build();
    }

    private StatusOr<Watched> next() throws InterruptedException {
        StatusOr<Watched> event = seen.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event within 30 s").isNotNull();
        return event;
    }

    private void watch(String name) {
        client.watchXdsResource(new WatchedType(), name, new XdsClient.ResourceWatcher<>() {
            @Override
            public void onResourceChanged(StatusOr<Watched> update) {
                seen.add(update);
            }

            @Override
            public void onAmbientError(Status error) {
                seen.add(StatusOr.fromStatus(error));
            }
        });
    }

    record Watched(Cluster cluster) implements XdsClient.ResourceUpdate {}

    private static final class WatchedType extends XdsResourceType<Watched> {
        @Override
        protected Class<? extends Message> unpackedClassName() {
            return Cluster.class;
        }

        @Override
        protected String extractResourceName(Message message) {
            return ((Cluster) message).getName();
        }

        @Override
        public String typeName() {
            return "CDS";
        }

        @Override
        public String typeUrl() {
            return ResourceType.CLUSTER.typeUrl();
        }

        @Override
        public boolean shouldRetrieveResourceKeysForArgs() {
            return false;
        }

        @Override
        protected boolean isFullStateOfTheWorld() {
            return true;
        }

        @Override
        protected Watched doParse(Args args, Message message) throws ResourceInvalidException {
            Cluster cluster = (Cluster) message;
            if (cluster.getAltStatName().equals("bad")) {
                throw new ResourceInvalidException("refused by the test");
            }
            return new Watched(cluster);
        }
    }
}
