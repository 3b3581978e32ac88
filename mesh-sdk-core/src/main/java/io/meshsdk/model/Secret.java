package io.meshsdk.model;

import java.util.List;

/** {@code envoy.extensions.transport_sockets.tls.v3.Secret}. */
public record Secret(String name, Content content) implements Resource {
    @Override
    public ResourceType type() {
        return ResourceType.SECRET;
    }

    public sealed interface Content {}

    /** {@code TlsCertificate}: PEM. */
    public record TlsCertificate(DataSource certificateChain, DataSource privateKey) implements Content {}

    /**
     * {@code CertificateValidationContext}.
     *
     * @param matchSubjectAltNames any one must match; empty asks for none
     * @param verifyCertificateHash hex SHA-256 of the leaf's DER
     * @param verifyCertificateSpki base64 SHA-256 of the leaf's SPKI
     * @param trustBundles SPIFFE trust domains with their own roots; empty where {@code trustedCa} holds for all
     */
    public record ValidationContext(
            DataSource trustedCa,
            List<SanMatcher> matchSubjectAltNames,
            DataSource crl,
            List<String> verifyCertificateHash,
            List<String> verifyCertificateSpki,
            boolean acceptUntrusted,
            java.util.Map<String, DataSource> trustBundles)
            implements Content {
        public ValidationContext {
            matchSubjectAltNames = List.copyOf(matchSubjectAltNames);
            verifyCertificateHash = List.copyOf(verifyCertificateHash);
            verifyCertificateSpki = List.copyOf(verifyCertificateSpki);
            trustBundles = java.util.Map.copyOf(trustBundles);
        }
    }

    /** {@code SubjectAltNameMatcher}. */
    public record SanMatcher(SanType sanType, StringMatcher matcher) {}

    public enum SanType {
        EMAIL,
        DNS,
        URI,
        IP_ADDRESS,
        /** {@code match_subject_alt_names}, the deprecated form: any kind. */
        ANY
    }
}
