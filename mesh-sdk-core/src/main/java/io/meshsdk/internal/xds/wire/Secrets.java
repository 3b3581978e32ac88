package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code Secret} and {@code TlsCertificate}. */
final class Secrets {
    private static final Set<String> SECRET = Set.of("name", "tls_certificate", "validation_context");
    private static final Set<String> CERTIFICATE = Set.of("certificate_chain", "private_key", "watched_directory");
    private static final Set<String> PATH = Set.of("path");

    private Secrets() {}

    static io.meshsdk.model.Secret of(Secret proto, Reading reading) {
        reading.read(proto, SECRET);
        List<String> unsupported = new ArrayList<>();
        io.meshsdk.model.Secret.Content content = switch (proto.getTypeCase()) {
            case TLS_CERTIFICATE -> certificate(proto.getTlsCertificate(), unsupported, reading);
            case VALIDATION_CONTEXT -> ValidationContexts.of(proto.getValidationContext(), unsupported, reading);
            case SESSION_TICKET_KEYS, GENERIC_SECRET, TYPE_NOT_SET -> {
                reading.refuse(proto, "type", "only tls_certificate and validation_context are supported");
                yield new io.meshsdk.model.Secret.TlsCertificate(
                        new io.meshsdk.model.DataSource.None(), new io.meshsdk.model.DataSource.None());
            }
        };
        if (proto.getValidationContext().hasCaCertificateProviderInstance()) {
            unsupported.add("validation_context.ca_certificate_provider_instance");
        }
        unsupported.forEach(field -> reading.refuse(proto, field, "is not supported"));
        return new io.meshsdk.model.Secret(proto.getName(), content);
    }

    /**
     * @param unsupported takes the fields that a certificate cannot do without and this version does not know
     */
    static io.meshsdk.model.Secret.TlsCertificate certificate(
            TlsCertificate proto, List<String> unsupported, Reading reading) {
        reading.read(proto, CERTIFICATE);
        reading.read(proto.getWatchedDirectory(), PATH);
        if (proto.hasPkcs12()) {
            unsupported.add("tls_certificate.pkcs12");
        } else if (proto.hasPrivateKeyProvider()) {
            unsupported.add("tls_certificate.private_key_provider");
        } else if (proto.hasPassword()) {
            unsupported.add("tls_certificate.password");
        } else {
            required(proto, "certificate_chain", proto.hasCertificateChain(), reading);
            required(proto, "private_key", proto.hasPrivateKey(), reading);
        }
        return new io.meshsdk.model.Secret.TlsCertificate(
                Sources.data(proto.getCertificateChain(), proto.getWatchedDirectory(), reading),
                Sources.data(proto.getPrivateKey(), proto.getWatchedDirectory(), reading));
    }

    private static void required(TlsCertificate proto, String field, boolean set, Reading reading) {
        if (!set) {
            reading.refuse(proto, field, "must be set");
        }
    }
}
