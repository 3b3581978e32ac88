package io.meshsdk.test;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.core.v3.DataSource;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import java.util.List;

/**
 * The common shapes of configuration, for a {@link ControlPlane}. What is not here is written as YAML or with the
 * messages themselves.
 */
public final class Config {
    /** The secret with a workload's own certificate, by the name that istiod gives it. */
    public static final String OWN_CERTIFICATE = "default";

    /** The secret with the roots that a workload trusts, by the name that istiod gives it. */
    public static final String TRUST_BUNDLE = "ROOTCA";

    private Config() {}

    /** The client's side of a service: listener, routes, clusters and endpoints. */
    public static HttpService httpService(String name) {
        return new HttpService(name);
    }

    /** The server's side of a service: one listener, on 127.0.0.1. */
    public static InboundService inbound(int port) {
        return new InboundService(port);
    }

    /** The endpoints of one cluster, each as {@code host:port}; none is a cluster without endpoints. */
    public static Message endpoints(String cluster, String... addresses) {
        return Messages.endpoints(cluster, List.of(addresses));
    }

    /** Two secrets: {@link #OWN_CERTIFICATE} and {@link #TRUST_BUNDLE}, the latter with the certificate's own authority. */
    public static List<Message> identity(TestCertificate certificate) {
        return List.of(certificate(OWN_CERTIFICATE, certificate), trustBundle(TRUST_BUNDLE, certificate.trustBundle()));
    }

    /** A secret with a certificate and its key. */
    public static Message certificate(String name, TestCertificate certificate) {
        return Secret.newBuilder()
                .setName(name)
                .setTlsCertificate(TlsCertificate.newBuilder()
                        .setCertificateChain(inline(certificate.chain()))
                        .setPrivateKey(inline(certificate.key())))
                .build();
    }

    /** A secret with roots, as PEM. */
    public static Message trustBundle(String name, String pem) {
        return Secret.newBuilder()
                .setName(name)
                .setValidationContext(CertificateValidationContext.newBuilder().setTrustedCa(inline(pem)))
                .build();
    }

    private static DataSource inline(String pem) {
        return DataSource.newBuilder()
                .setInlineBytes(ByteString.copyFromUtf8(pem))
                .build();
    }
}
