package io.meshsdk.internal.identity;

import static io.meshsdk.internal.identity.Identity.cluster;
import static io.meshsdk.internal.identity.Identity.inline;
import static io.meshsdk.internal.identity.Identity.inlineRules;
import static io.meshsdk.internal.identity.Identity.upstream;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.rpc.RpcSecurity;
import io.meshsdk.internal.xds.ads.Variant;
import io.meshsdk.internal.xds.live.LiveClient;
import io.meshsdk.spi.ConfigSink.Progress;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.TestCa;
import io.netty.handler.ssl.SslProvider;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream to a management server, secured as a cluster of the mesh is. */
@Timeout(60)
class ManagementServerTlsTest {
    private final TestCa ca = TestCa.create("example.org");

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aServerIsKnownByItsSpiffeIdAndNeedsNoHostName(SslProvider provider) {
        try (ControlPlane plane = plane("sa/istiod");
                LiveClient client =
                        new LiveClient(Variant.DELTA, security(provider, "spiffe://example.org/sa/istiod"), plane)) {
            client.awaitUpdate(update -> update.accepted().containsKey("a"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aServerWithAnotherIdHearsNothing(SslProvider provider) {
        try (ControlPlane plane = plane("sa/other");
                LiveClient client =
                        new LiveClient(Variant.DELTA, security(provider, "spiffe://example.org/sa/istiod"), plane)) {
            client.awaitProgress(Progress.Disconnected.class);

            assertThat(plane.requests()).isEmpty();
        }
    }

    private ControlPlane plane(String path) {
        return ControlPlane.builder()
                .mutualTls(ca.workload(path))
                .start()
                .put(Cluster.newBuilder().setName("a").build());
    }

    private RpcSecurity security(SslProvider provider, String id) {
        Identity identity = new Identity(provider, Map.of());
        identity.identities.apply(cluster(
                "control-plane",
                upstream(inline(ca.workload("sa/caller").secret("own")), inlineRules(ca.validation("peer", id)))));
        identity.readFiles();
        return RpcSecurity.of(() -> identity.of("control-plane"));
    }
}
