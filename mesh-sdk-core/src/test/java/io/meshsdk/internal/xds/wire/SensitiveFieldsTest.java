package io.meshsdk.internal.xds.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.DataSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.Metadata;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.meshsdk.model.ResourceType;
import org.junit.jupiter.api.Test;

class SensitiveFieldsTest {
    private final SensitiveFields fields = new SensitiveFields();

    @Test
    void aSecretIsOne() {
        assertThat(fields.holdsSecret(ResourceType.SECRET, ByteString.EMPTY)).isTrue();
    }

    @Test
    void aPrivateKeyIsFoundThoughItIsNoPem() {
        assertThat(holds(tls(DataSource.newBuilder()
                        .setInlineBytes(ByteString.copyFromUtf8("der"))
                        .build())))
                .isTrue();
    }

    @Test
    void whereAKeyIsToBeFoundIsNoSecret() {
        assertThat(holds(tls(DataSource.newBuilder().setFilename("/key.pem").build())))
                .isFalse();
        assertThat(holds(tls(
                        DataSource.newBuilder().setEnvironmentVariable("KEY").build())))
                .isFalse();
    }

    @Test
    void aPemIsFoundWhereverItIs() {
        assertThat(holds(Cluster.newBuilder().setName("-----BEGIN EC PRIVATE KEY-----")))
                .isTrue();
    }

    @Test
    void whatCannotBeLookedIntoMayHoldOne() {
        assertThat(holds(socket(Any.newBuilder()
                        .setTypeUrl("type.googleapis.com/envoy.Unknown")
                        .setValue(ByteString.copyFromUtf8("x"))
                        .build())))
                .isTrue();
        assertThat(fields.holdsSecret(ResourceType.CLUSTER, ByteString.copyFromUtf8("\u0007\u0007")))
                .isTrue();
    }

    @Test
    void aStructureWithATellingKeyMayHoldOne() {
        assertThat(holds(metadata("client_secret"))).isTrue();
        assertThat(holds(metadata("service"))).isFalse();
    }

    @Test
    void trustAndSdsAreNoSecret() {
        CommonTlsContext.Builder common = CommonTlsContext.newBuilder();
        common.getValidationContextBuilder().getTrustedCaBuilder().setInlineString("-----BEGIN CERTIFICATE-----");
        common.addTlsCertificateSdsSecretConfigsBuilder().setName("default");
        assertThat(holds(socket(Any.pack(UpstreamTlsContext.newBuilder()
                        .setCommonTlsContext(common)
                        .build()))))
                .isFalse();
        assertThat(fields.holdsSecret(
                        ResourceType.ROUTE_CONFIGURATION,
                        RouteConfiguration.newBuilder().setName("r").build().toByteString()))
                .isFalse();
    }

    private boolean holds(Cluster.Builder cluster) {
        return fields.holdsSecret(ResourceType.CLUSTER, cluster.build().toByteString());
    }

    private static Cluster.Builder tls(DataSource key) {
        return socket(Any.pack(UpstreamTlsContext.newBuilder()
                .setCommonTlsContext(CommonTlsContext.newBuilder()
                        .addTlsCertificates(TlsCertificate.newBuilder().setPrivateKey(key)))
                .build()));
    }

    private static Cluster.Builder socket(Any config) {
        return Cluster.newBuilder()
                .setName("c")
                .setTransportSocket(TransportSocket.newBuilder().setName("tls").setTypedConfig(config));
    }

    private static Cluster.Builder metadata(String key) {
        return Cluster.newBuilder()
                .setMetadata(Metadata.newBuilder()
                        .putFilterMetadata(
                                "istio",
                                Struct.newBuilder()
                                        .putFields(
                                                key,
                                                Value.newBuilder()
                                                        .setStringValue("v")
                                                        .build())
                                        .build()));
    }
}
