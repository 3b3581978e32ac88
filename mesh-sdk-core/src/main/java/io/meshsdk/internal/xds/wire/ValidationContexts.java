package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig.TrustDomain;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret.SanMatcher;
import io.meshsdk.model.Secret.SanType;
import io.meshsdk.model.Secret.ValidationContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code CertificateValidationContext}: every field that makes it stricter is heeded, or makes it unsupported. */
@SuppressWarnings("deprecation") // control planes still send the older fields
final class ValidationContexts {
    private static final Set<String> CONTEXT = Set.of(
            "trusted_ca",
            "ca_certificate_provider_instance",
            "watched_directory",
            "verify_certificate_spki",
            "verify_certificate_hash",
            "match_typed_subject_alt_names",
            "match_subject_alt_names",
            "crl",
            "trust_chain_verification",
            "custom_validator_config");
    private static final Set<String> PATH = Set.of("path");
    private static final Set<String> SAN = Set.of("san_type", "matcher");
    private static final Set<String> EXTENSION = Set.of("name", "typed_config");
    private static final Set<String> SPIFFE = Set.of("trust_domains");
    private static final Set<String> DOMAIN = Set.of("name", "trust_bundle");

    private ValidationContexts() {}

    /**
     * @param unsupported takes the fields that trust cannot do without and this version does not know
     */
    static ValidationContext of(CertificateValidationContext proto, List<String> unsupported, Reading reading) {
        reading.read(proto, CONTEXT);
        reading.read(proto.getWatchedDirectory(), PATH);
        unknown(proto, unsupported);
        return new ValidationContext(
                Sources.data(proto.getTrustedCa(), proto.getWatchedDirectory(), reading),
                sans(proto, unsupported, reading),
                Sources.data(proto.getCrl(), proto.getWatchedDirectory(), reading),
                proto.getVerifyCertificateHashList().stream()
                        .map(hash -> hash.replace(":", "").toLowerCase(Locale.ROOT))
                        .toList(),
                proto.getVerifyCertificateSpkiList(),
                proto.getTrustChainVerification() == TrustChainVerification.ACCEPT_UNTRUSTED,
                bundles(proto, unsupported, reading));
    }

    private static void unknown(CertificateValidationContext proto, List<String> unsupported) {
        if (proto.hasSystemRootCerts()) {
            unsupported.add("validation_context.system_root_certs");
        }
        if (proto.getRequireSignedCertificateTimestamp().getValue()) {
            unsupported.add("validation_context.require_signed_certificate_timestamp");
        }
        if (proto.hasMaxVerifyDepth()) {
            unsupported.add("validation_context.max_verify_depth");
        }
    }

    private static List<SanMatcher> sans(
            CertificateValidationContext proto, List<String> unsupported, Reading reading) {
        List<SanMatcher> matchers = new ArrayList<>();
        for (SubjectAltNameMatcher matcher : proto.getMatchTypedSubjectAltNamesList()) {
            reading.read(matcher, SAN);
            SanType type = switch (matcher.getSanType()) {
                case EMAIL -> SanType.EMAIL;
                case DNS -> SanType.DNS;
                case URI -> SanType.URI;
                case IP_ADDRESS -> SanType.IP_ADDRESS;
                default -> {
                    unsupported.add("validation_context.match_typed_subject_alt_names.san_type");
                    yield SanType.URI;
                }
            };
            matchers.add(new SanMatcher(type, Texts.matcher(matcher.getMatcher(), reading)));
        }
        proto.getMatchSubjectAltNamesList()
                .forEach(matcher -> matchers.add(new SanMatcher(SanType.ANY, Texts.matcher(matcher, reading))));
        return matchers;
    }

    private static Map<String, DataSource> bundles(
            CertificateValidationContext proto, List<String> unsupported, Reading reading) {
        Map<String, DataSource> bundles = new HashMap<>();
        if (!proto.hasCustomValidatorConfig()) {
            return bundles;
        }
        reading.read(proto.getCustomValidatorConfig(), EXTENSION);
        Any any = proto.getCustomValidatorConfig().getTypedConfig();
        if (!any.is(SPIFFECertValidatorConfig.class)) {
            unsupported.add("validation_context.custom_validator_config");
            return bundles;
        }
        reading.open(any, SPIFFECertValidatorConfig.getDefaultInstance()).ifPresent(spiffe -> {
            reading.read(spiffe, SPIFFE);
            if (spiffe.hasTrustBundles() || spiffe.getTrustDomainsCount() == 0) {
                unsupported.add("validation_context.custom_validator_config.trust_bundles");
            }
            for (TrustDomain domain : spiffe.getTrustDomainsList()) {
                reading.read(domain, DOMAIN);
                DataSource bundle = Sources.data(domain.getTrustBundle(), proto.getWatchedDirectory(), reading);
                if (bundles.put(domain.getName(), bundle) != null) {
                    reading.refuse(domain, "name", "is there twice");
                }
            }
        });
        return bundles;
    }
}
