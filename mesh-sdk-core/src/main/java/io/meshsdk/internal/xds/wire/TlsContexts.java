package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.meshsdk.model.TransportSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code UpstreamTlsContext}, {@code DownstreamTlsContext} and what they share. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class TlsContexts {
    private static final Set<String> UPSTREAM =
            Set.of("common_tls_context", "sni", "auto_host_sni", "auto_sni_san_validation");
    private static final Set<String> DOWNSTREAM = Set.of("common_tls_context", "require_client_certificate");
    private static final Set<String> COMMON = Set.of(
            "tls_params",
            "tls_certificates",
            "tls_certificate_sds_secret_configs",
            "tls_certificate_provider_instance",
            "tls_certificate_certificate_provider_instance",
            "validation_context",
            "validation_context_sds_secret_config",
            "combined_validation_context",
            "validation_context_certificate_provider_instance",
            "alpn_protocols");
    private static final Set<String> PARAMETERS =
            Set.of("tls_minimum_protocol_version", "tls_maximum_protocol_version", "cipher_suites");

    private TlsContexts() {}

    static TransportSocket upstream(UpstreamTlsContext proto, Reading reading) {
        reading.read(proto, UPSTREAM);
        List<String> unsupported = new ArrayList<>();
        TransportSocket.CommonTls common = common(proto.getCommonTlsContext(), unsupported, reading);
        if (proto.getCommonTlsContext().getTlsCertificatesCount() > 1
                || proto.getCommonTlsContext().getTlsCertificateSdsSecretConfigsCount() > 1) {
            reading.refuse(proto, "common_tls_context", "a client has only one certificate");
        }
        if (proto.getAutoSniSanValidation()
                && common.validation() instanceof TransportSocket.ValidationSource.None
                && unsupported.isEmpty()) {
            reading.refuse(proto, "auto_sni_san_validation", "needs a validation context");
        }
        if (proto.getSni().indexOf(0) >= 0) {
            reading.refuse(proto, "sni", "holds a NUL");
        }
        return result(
                new TransportSocket.UpstreamTls(
                        common, proto.getSni(), proto.getAutoHostSni(), proto.getAutoSniSanValidation()),
                unsupported);
    }

    static TransportSocket downstream(DownstreamTlsContext proto, Reading reading) {
        reading.read(proto, DOWNSTREAM);
        List<String> unsupported = new ArrayList<>();
        TransportSocket.CommonTls common = common(proto.getCommonTlsContext(), unsupported, reading);
        if (proto.getRequireSni().getValue()) {
            unsupported.add("require_sni");
        }
        if (common.certificate() instanceof TransportSocket.CertificateSource.None && unsupported.isEmpty()) {
            reading.refuse(proto, "common_tls_context", "a server must have a certificate");
        }
        return result(
                new TransportSocket.DownstreamTls(
                        common, proto.getRequireClientCertificate().getValue()),
                unsupported);
    }

    private static TransportSocket result(TransportSocket socket, List<String> unsupported) {
        return unsupported.isEmpty()
                ? socket
                : new TransportSocket.Unsupported(String.join(", ", unsupported) + " not supported");
    }

    private static TransportSocket.CommonTls common(CommonTlsContext proto, List<String> unsupported, Reading reading) {
        reading.read(proto, COMMON);
        if (proto.hasCustomTlsCertificateSelector()) {
            unsupported.add("custom_tls_certificate_selector");
        }
        if (proto.hasTlsCertificateCertificateProvider()) {
            unsupported.add("tls_certificate_certificate_provider");
        }
        if (proto.hasValidationContextCertificateProvider()) {
            unsupported.add("validation_context_certificate_provider");
        }
        if (proto.hasCustomHandshaker()) {
            unsupported.add("custom_handshaker");
        }
        return new TransportSocket.CommonTls(
                TlsSources.certificate(proto, unsupported, reading),
                TlsSources.validation(proto, unsupported, reading),
                proto.getAlpnProtocolsList(),
                parameters(proto.getTlsParams(), unsupported, reading));
    }

    private static TransportSocket.TlsParameters parameters(
            TlsParameters proto, List<String> unsupported, Reading reading) {
        reading.read(proto, PARAMETERS);
        TransportSocket.TlsParameters defaults = TransportSocket.TlsParameters.DEFAULT;
        if (proto.getCompliancePoliciesCount() > 0) {
            unsupported.add("tls_params.compliance_policies");
        }
        TlsProtocol least = proto.getTlsMinimumProtocolVersion();
        TlsProtocol most = proto.getTlsMaximumProtocolVersion();
        if (most == TlsProtocol.TLSv1_0 || most == TlsProtocol.TLSv1_1) {
            unsupported.add("tls_params.tls_maximum_protocol_version " + most);
        }
        if (most == TlsProtocol.TLSv1_2 && least == TlsProtocol.TLSv1_3) {
            unsupported.add("tls_params: a maximum version below the minimum");
        }
        // Differs from Envoy: TLS 1.0 and 1.1 are not spoken even where the minimum allows them.
        return new TransportSocket.TlsParameters(
                least == TlsProtocol.TLSv1_3 ? "TLSv1.3" : defaults.minimum(),
                most == TlsProtocol.TLSv1_2 ? "TLSv1.2" : defaults.maximum(),
                proto.getCipherSuitesList());
    }
}
