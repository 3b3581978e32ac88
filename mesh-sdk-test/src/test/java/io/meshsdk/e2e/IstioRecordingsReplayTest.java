package io.meshsdk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meshsdk.Mesh;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.meshsdk.model.ResourceType;
import io.meshsdk.test.Bootstrap;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.XdsRequest;
import io.meshsdk.test.XdsResource;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mesh acknowledges all that a real istiod sent to a node, over both forms of the protocol. */
@Timeout(90)
class IstioRecordingsReplayTest {
    private static final Path RECORDINGS =
            Path.of("../mesh-sdk-core/src/test/resources/recordings/istio/responses.zip");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "endpoints-change/sidecar-sotw/client-1",
        "endpoints-change/sidecar-delta/client-1",
        "endpoints-change/grpc-sotw/client-1",
        "endpoints-change/grpc-delta/client-1",
        "authz-http/sidecar-delta/reviews-v1",
        "mtls-modes/sidecar-sotw/ratings-v1",
    })
    void allThatIstiodSentIsAcknowledged(String node) throws Exception {
        boolean delta = node.contains("-delta/");
        try (ControlPlane plane = ControlPlane.start()) {
            List<XdsResource> recorded = recorded(node, delta);
            plane.push(change -> recorded.forEach(change::put));
            Bootstrap bootstrap = plane.bootstrap("node");
            try (Mesh mesh = Started.mesh(delta ? bootstrap.delta() : bootstrap, folder)) {
                plane.awaitAck(ResourceType.CLUSTER);
                plane.awaitAck(ResourceType.LISTENER);
                plane.awaitAck(ResourceType.CLUSTER_LOAD_ASSIGNMENT);
                plane.awaitAck(ResourceType.ROUTE_CONFIGURATION);
                // The secrets that sidecars are told of come from an agent, which is not there.
                assertThat(mesh.report().rejected()).allMatch(finding -> finding.type() == ResourceType.SECRET);
            }
            assertThat(plane.requests()).noneMatch(XdsRequest::isNack);
        }
    }

    private static List<XdsResource> recorded(String node, boolean delta) throws IOException {
        List<XdsResource> resources = new ArrayList<>();
        try (FileSystem zip = FileSystems.newFileSystem(RECORDINGS)) {
            Path first = zip.getPath(node);
            String begin = first.getFileName() + ".0";
            try (Stream<Path> files = Files.list(first.getParent())) {
                for (Path file : files.sorted().toList()) {
                    if (file.getFileName().toString().startsWith(begin)) {
                        anys(Files.readAllBytes(file), delta).forEach(any -> resources.add(named(any)));
                    }
                }
            }
        }
        assertThat(resources).isNotEmpty();
        return resources;
    }

    private static List<Any> anys(byte[] response, boolean delta) throws InvalidProtocolBufferException {
        return delta
                ? DeltaDiscoveryResponse.parseFrom(response).getResourcesList().stream()
                        .map(Resource::getResource)
                        .toList()
                : DiscoveryResponse.parseFrom(response).getResourcesList();
    }

    private static XdsResource named(Any any) {
        try {
            if (any.is(Cluster.class)) {
                return XdsResource.of(any.unpack(Cluster.class));
            }
            if (any.is(ClusterLoadAssignment.class)) {
                return XdsResource.of(any.unpack(ClusterLoadAssignment.class));
            }
            return any.is(Listener.class)
                    ? XdsResource.of(any.unpack(Listener.class))
                    : XdsResource.of(any.unpack(RouteConfiguration.class));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
