package io.meshsdk.internal.xds.wire;

import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateProviderPluginInstance;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CertificateProviderInstance;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.meshsdk.model.ConfigSourceRef;
import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret.ValidationContext;
import io.meshsdk.model.TransportSocket.CertificateSource;
import io.meshsdk.model.TransportSocket.ValidationSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whence a TLS context has its certificate and its trust: inline, SDS, or a provider of a gRPC bootstrap. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class TlsSources {
    private static final Set<String> SDS = Set.of("name", "sds_config");
    private static final Set<String> PROVIDER = Set.of("instance_name", "certificate_name");
    private static final Set<String> COMBINED = Set.of(
            "default_validation_context",
            "validation_context_sds_secret_config",
            "validation_context_certificate_provider_instance");

    private TlsSources() {}

    static CertificateSource certificate(CommonTlsContext proto, List<String> unsupported, Reading reading) {
        extra(proto, "tls_certificates", proto.getTlsCertificatesCount(), reading);
        extra(proto, "tls_certificate_sds_secret_configs", proto.getTlsCertificateSdsSecretConfigsCount(), reading);
        if (proto.getTlsCertificatesCount() > 0) {
            return new CertificateSource.Inline(Secrets.certificate(proto.getTlsCertificates(0), unsupported, reading));
        }
        if (proto.getTlsCertificateSdsSecretConfigsCount() > 0) {
            SdsSecretConfig sds = proto.getTlsCertificateSdsSecretConfigs(0);
            return new CertificateSource.Sds(sds.getName(), source(sds, reading));
        }
        if (proto.hasTlsCertificateProviderInstance()) {
            CertificateProviderPluginInstance instance = proto.getTlsCertificateProviderInstance();
            reading.read(instance, PROVIDER);
            deprecated(proto.getTlsCertificateCertificateProviderInstance(), reading);
            return new CertificateSource.Provider(instance.getInstanceName(), instance.getCertificateName());
        }
        if (proto.hasTlsCertificateCertificateProviderInstance()) {
            CertificateProviderInstance instance = proto.getTlsCertificateCertificateProviderInstance();
            deprecated(instance, reading);
            return new CertificateSource.Provider(instance.getInstanceName(), instance.getCertificateName());
        }
        return new CertificateSource.None();
    }

    private static void extra(CommonTlsContext proto, String field, int count, Reading reading) {
        for (int i = 1; i < count; i++) {
            reading.ignore(proto, field + "[" + i + "]", "only the first is used");
        }
    }

    private static void deprecated(CertificateProviderInstance instance, Reading reading) {
        reading.read(instance, PROVIDER);
    }

    static ValidationSource validation(CommonTlsContext proto, List<String> unsupported, Reading reading) {
        return switch (proto.getValidationContextTypeCase()) {
            case VALIDATION_CONTEXT -> inline(proto, unsupported, reading);
            case VALIDATION_CONTEXT_SDS_SECRET_CONFIG -> {
                SdsSecretConfig sds = proto.getValidationContextSdsSecretConfig();
                yield new ValidationSource.Sds(sds.getName(), source(sds, reading));
            }
            case COMBINED_VALIDATION_CONTEXT -> combined(proto.getCombinedValidationContext(), unsupported, reading);
            case VALIDATION_CONTEXT_CERTIFICATE_PROVIDER_INSTANCE -> {
                CertificateProviderInstance instance = proto.getValidationContextCertificateProviderInstance();
                deprecated(instance, reading);
                yield new ValidationSource.Provider(
                        instance.getInstanceName(), instance.getCertificateName(), Optional.empty());
            }
            // Reported by the caller; None would mean not to verify, but the whole socket is refused.
            case VALIDATION_CONTEXT_CERTIFICATE_PROVIDER, VALIDATIONCONTEXTTYPE_NOT_SET -> new ValidationSource.None();
        };
    }

    private static ValidationSource inline(CommonTlsContext parent, List<String> unsupported, Reading reading) {
        CertificateValidationContext proto = parent.getValidationContext();
        ValidationContext context = ValidationContexts.of(proto, unsupported, reading);
        if (proto.hasCaCertificateProviderInstance()) {
            return provider(proto.getCaCertificateProviderInstance(), context, reading);
        }
        boolean rooted = !(context.trustedCa() instanceof DataSource.None)
                || !context.trustBundles().isEmpty()
                || proto.hasSystemRootCerts()
                || proto.hasCustomValidatorConfig();
        if (!rooted && !context.matchSubjectAltNames().isEmpty()) {
            reading.refuse(parent, "validation_context", "SANs are worth nothing without trusted_ca");
        }
        if (!rooted && !(context.crl() instanceof DataSource.None)) {
            reading.refuse(parent, "validation_context", "a crl is worth nothing without trusted_ca");
        }
        return new ValidationSource.Inline(context);
    }

    private static ValidationSource combined(
            CombinedCertificateValidationContext proto, List<String> unsupported, Reading reading) {
        reading.read(proto, COMBINED);
        ValidationContext defaults = ValidationContexts.of(proto.getDefaultValidationContext(), unsupported, reading);
        if (proto.hasValidationContextSdsSecretConfig()) {
            if (proto.getDefaultValidationContext().hasCaCertificateProviderInstance()) {
                unsupported.add("combined_validation_context with a certificate provider");
            }
            SdsSecretConfig sds = proto.getValidationContextSdsSecretConfig();
            return new ValidationSource.Combined(defaults, sds.getName(), source(sds, reading));
        }
        // As istiod's gRPC generator has it: the rules inline, the roots from a provider, in the new field, the old, or
        // both.
        if (proto.getDefaultValidationContext().hasCaCertificateProviderInstance()) {
            deprecated(proto.getValidationContextCertificateProviderInstance(), reading);
            return provider(proto.getDefaultValidationContext().getCaCertificateProviderInstance(), defaults, reading);
        }
        if (proto.hasValidationContextCertificateProviderInstance()) {
            CertificateProviderInstance instance = proto.getValidationContextCertificateProviderInstance();
            deprecated(instance, reading);
            return new ValidationSource.Provider(
                    instance.getInstanceName(), instance.getCertificateName(), Optional.of(defaults));
        }
        unsupported.add("combined_validation_context without a source");
        return new ValidationSource.None();
    }

    private static ValidationSource provider(
            CertificateProviderPluginInstance instance, ValidationContext rules, Reading reading) {
        reading.read(instance, PROVIDER);
        return new ValidationSource.Provider(
                instance.getInstanceName(), instance.getCertificateName(), Optional.of(rules));
    }

    /** A secret without a source is one of the bootstrap's. */
    private static ConfigSourceRef source(SdsSecretConfig proto, Reading reading) {
        reading.read(proto, SDS);
        return proto.hasSdsConfig()
                ? Sources.config(proto.getSdsConfig(), reading)
                : new ConfigSourceRef.Self(ConfigSourceRef.DEFAULT_INITIAL_FETCH_TIMEOUT);
    }
}
