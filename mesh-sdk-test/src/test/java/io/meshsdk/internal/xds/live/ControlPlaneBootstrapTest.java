package io.meshsdk.internal.xds.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.call.Address;
import io.meshsdk.internal.xds.ResourceParser;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Dialect;
import io.meshsdk.internal.xds.bootstrap.ManagementServer;
import io.meshsdk.internal.xds.bootstrap.Source;
import io.meshsdk.internal.xds.bootstrap.wire.Bootstraps;
import io.meshsdk.internal.xds.wire.MessageParser;
import io.meshsdk.model.ResourceType;
import io.meshsdk.model.TransportSocket.ValidationSource;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.TestCa;
import org.junit.jupiter.api.Test;

/** The bootstraps that the control plane hands out, as the core reads them. */
class ControlPlaneBootstrapTest {
    private static final ResourceParser PARSER = new MessageParser();

    @Test
    void envoysNamesTheControlPlaneAndItsTls() {
        try (ControlPlane plane = ControlPlane.start()) {
            TestCa ca = TestCa.create("example.org");
            Bootstrap bootstrap = Bootstraps.text(
                    plane.bootstrap("caller-1")
                            .delta()
                            .mutualTls(ca.workload("sa/caller"), "spiffe://example.org/sa/istiod")
                            .envoy(),
                    "bootstrap",
                    PARSER);

            assertThat(bootstrap.node().id()).isEqualTo("caller-1");
            assertThat(bootstrap.variant()).isEqualTo(Variant.DELTA);
            assertThat(bootstrap.sources().keySet())
                    .containsExactlyInAnyOrder(ResourceType.CLUSTER, ResourceType.LISTENER);
            assertThat(bootstrap.sources().values()).allMatch(Source.Ads.class::isInstance);
            ManagementServer server = bootstrap.servers().get(0);
            assertThat(server.addresses()).containsExactly(new Address.Socket("127.0.0.1", plane.port()));
            assertThat(server.security())
                    .isInstanceOfSatisfying(
                            ManagementServer.Security.Cluster.class,
                            cluster -> assertThat(cluster.tls().common().validation())
                                    .isInstanceOf(ValidationSource.Inline.class));
        }
    }

    @Test
    void grpcsNamesTheControlPlane() {
        try (ControlPlane plane = ControlPlane.start()) {
            Bootstrap bootstrap = Bootstraps.text(plane.bootstrap("caller-1").grpc(), "bootstrap", PARSER);

            assertThat(bootstrap.dialect()).isEqualTo(Dialect.GRPC);
            assertThat(bootstrap.servers())
                    .singleElement()
                    .satisfies(server -> assertThat(server.addresses())
                            .containsExactly(new Address.Socket("127.0.0.1", plane.port())));
        }
    }

    @Test
    void aStaticResourceThatIsRefusedIsToldByItsPlace() {
        assertThatThrownBy(() -> Bootstraps.text("""
                        static_resources:
                          clusters:
                          - {name: good, type: STATIC}
                          - {name: bad, type: STATIC, connect_timeout: -1s}
                        """, "b.yaml", PARSER))
                .isInstanceOf(BootstrapException.class)
                .hasMessageContaining("b.yaml:4: static_resources.clusters[1].connect_timeout");
    }
}
