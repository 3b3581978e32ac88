package io.meshsdk.test;

import static io.meshsdk.model.ResourceType.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ControlPlaneTlsTest {
    private final TestCa ca = TestCa.create("mesh.test");
    private final TestCertificate server =
            ca.issue("spiffe://mesh.test/control-plane").ip("127.0.0.1").build();

    @Test
    void servesOverTls() throws Exception {
        try (var plane = ControlPlane.builder().tls(server).start();
                var client = new RawXdsClient(channel(plane, trusting(ca)))) {
            var stream = client.sotw();
            stream.ask(CLUSTER);

            assertThat(stream.response().getTypeUrl()).isEqualTo(CLUSTER.typeUrl());
        }
    }

    @Test
    void demandsAClientCertificateOfItsOwnAuthority() throws Exception {
        TestCertificate own = ca.workload("caller");
        TestCertificate foreign = TestCa.create("mesh.test").workload("caller");
        try (var plane = ControlPlane.builder().mutualTls(server).start();
                var good = new RawXdsClient(channel(plane, presenting(own)));
                var anonymous = new RawXdsClient(channel(plane, trusting(ca)));
                var stranger = new RawXdsClient(channel(plane, presenting(foreign)))) {
            var stream = good.sotw();
            stream.ask(CLUSTER);
            assertThat(stream.response().getTypeUrl()).isEqualTo(CLUSTER.typeUrl());

            assertThat(anonymous.sotw().status().isOk()).isFalse();
            assertThat(stranger.sotw().status().isOk()).isFalse();
            assertThat(plane.streamsOpened()).isOne();
        }
    }

    private static ManagedChannel channel(ControlPlane plane, TlsChannelCredentials.Builder credentials) {
        return Grpc.newChannelBuilder(plane.target(), credentials.build()).build();
    }

    private static TlsChannelCredentials.Builder trusting(TestCa ca) throws Exception {
        return TlsChannelCredentials.newBuilder().trustManager(stream(ca.trustBundle()));
    }

    private TlsChannelCredentials.Builder presenting(TestCertificate certificate) throws Exception {
        return trusting(ca).keyManager(stream(certificate.chain()), stream(certificate.key()));
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
