package io.meshsdk.internal.xds.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.model.ResourceType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every field that istiod sets matters or is reported: take it away, or change it, and another resource comes out, or another
 * report, or none.
 */
class NothingIsLeftOutSilentlyTest {
    private static final String CORE = "envoy.config.core.v3.";

    private static final String TLS = "envoy.extensions.transport_sockets.tls.v3.";

    /** Names that serve readers, versions of which there is one, and what a newer field says as well. */
    private static final Set<String> OF_NO_EFFECT = Set.of(
            CORE + "TransportSocket.name",
            CORE + "TypedExtensionConfig.name",
            CORE + "ApiConfigSource.transport_api_version",
            CORE + "ApiConfigSource.set_node_on_first_message_only",
            CORE + "ConfigSource.resource_api_version",
            "envoy.config.listener.v3.Filter.name",
            TLS + "CommonTlsContext.CertificateProviderInstance.instance_name",
            TLS + "CommonTlsContext.CertificateProviderInstance.certificate_name",
            "envoy.config.listener.v3.ListenerFilter.name",
            "envoy.config.route.v3.RetryPolicy.RetryHostPredicate.name",
            "envoy.extensions.filters.network.rbac.v3.RBAC.stat_prefix");

    private final MessageParser parser = new MessageParser();

    @Test
    void everyFieldThatIsSetMattersOrIsReported() throws InvalidProtocolBufferException {
        Set<String> silent = new TreeSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Recordings.Recorded recorded : Recordings.all()) {
            Message message = prototype(recorded.type())
                    .getParserForType()
                    .parseFrom(recorded.any().getValue());
            Parsed.Accepted whole = (Parsed.Accepted) parse(recorded.type(), message);
            Without.each(message, without -> {
                String place = recorded.type() + without.path().replaceAll("\\[[^]]*]", "");
                if (seen.merge(place, 1, Integer::sum) == 1 && !isReported(without.path(), whole)) {
                    boolean same = without.others().stream()
                            .allMatch(other -> parse(recorded.type(), other).equals(whole));
                    if (same) {
                        silent.add(without.field());
                    }
                }
            });
        }

        assertThat(seen).hasSizeGreaterThan(200);
        assertThat(silent).as("of %s", seen.size()).isSubsetOf(OF_NO_EFFECT);
    }

    @Test
    void reportsFieldsThatNoVersionAtHandKnows() {
        Cluster known = Cluster.newBuilder().setName("c").build();
        ByteString bytes = known.toByteString().concat(ByteString.copyFrom(new byte[] {(byte) 0xf8, 0x7f, 1}));

        Parsed.Accepted accepted = (Parsed.Accepted) parser.parse(ResourceType.CLUSTER, "", bytes);

        assertThat(accepted.ignored())
                .singleElement()
                .satisfies(ignored -> assertThat(ignored.field()).isEqualTo("field 2047"));
    }

    private static boolean isReported(String path, Parsed.Accepted whole) {
        return whole.ignored().stream().anyMatch(ignored -> {
            String field = ignored.field();
            return path.equals(field) || path.startsWith(field + ".") || path.startsWith(field + "[");
        });
    }

    private Parsed parse(ResourceType type, Message message) {
        return parser.parse(type, "", message, Optional.empty());
    }

    private static Message prototype(ResourceType type) {
        return switch (type) {
            case CLUSTER -> Cluster.getDefaultInstance();
            case CLUSTER_LOAD_ASSIGNMENT -> ClusterLoadAssignment.getDefaultInstance();
            case LISTENER -> Listener.getDefaultInstance();
            case ROUTE_CONFIGURATION -> RouteConfiguration.getDefaultInstance();
            case SECRET -> throw new IllegalArgumentException("istiod sends no secrets here");
        };
    }
}
