package io.meshsdk.model;

import java.util.List;
import java.util.Optional;

/** {@code envoy.config.core.v3.TransportSocket}: what stands between TCP and HTTP. */
public sealed interface TransportSocket {
    /** Plaintext. */
    record RawBuffer() implements TransportSocket {}

    /**
     * {@code UpstreamTlsContext}.
     *
     * @param sni may be empty
     */
    record UpstreamTls(CommonTls common, String sni, boolean autoHostSni, boolean autoSniSanValidation)
            implements TransportSocket {}

    /** {@code DownstreamTlsContext}. */
    record DownstreamTls(CommonTls common, boolean requireClientCertificate) implements TransportSocket {}

    /** A socket that this version does not know: connections through it are refused. */
    record Unsupported(String why) implements TransportSocket {}

    /** {@code CommonTlsContext}. */
    record CommonTls(
            CertificateSource certificate,
            ValidationSource validation,
            List<String> alpnProtocols,
            TlsParameters parameters) {
        public CommonTls {
            alpnProtocols = List.copyOf(alpnProtocols);
        }
    }

    /** Versions as {@code TLSv1.2} and {@code TLSv1.3}. Differs from Envoy: clients go up to 1.3 by default. */
    record TlsParameters(String minimum, String maximum, List<String> cipherSuites) {
        public static final TlsParameters DEFAULT = new TlsParameters("TLSv1.2", "TLSv1.3", List.of());

        public TlsParameters {
            cipherSuites = List.copyOf(cipherSuites);
        }
    }

    /** Whence the own certificate. */
    sealed interface CertificateSource {
        record None() implements CertificateSource {}

        record Inline(Secret.TlsCertificate certificate) implements CertificateSource {}

        record Sds(String name, ConfigSourceRef source) implements CertificateSource {}

        /** {@code CertificateProviderPluginInstance}: named in a gRPC bootstrap. */
        record Provider(String instanceName, String certificateName) implements CertificateSource {}
    }

    /** Whence the peer's trust and rules. */
    sealed interface ValidationSource {
        /** The peer is not verified: refused unless the user opted out by name. */
        record None() implements ValidationSource {}

        record Inline(Secret.ValidationContext context) implements ValidationSource {}

        record Sds(String name, ConfigSourceRef source) implements ValidationSource {}

        /** {@code combined_validation_context}: the dynamic one overrides single fields, lists are joined. */
        record Combined(Secret.ValidationContext defaults, String sdsName, ConfigSourceRef source)
                implements ValidationSource {}

        record Provider(String instanceName, String certificateName, Optional<Secret.ValidationContext> rules)
                implements ValidationSource {}
    }
}
