package io.meshsdk.internal.identity;

import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret;
import io.meshsdk.model.Secret.TlsCertificate;
import io.meshsdk.model.Secret.ValidationContext;
import io.meshsdk.model.TransportSocket.CertificateSource;
import io.meshsdk.model.TransportSocket.ValidationSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where certificates and trust come from, resolved to bytes. On the control thread. */
final class Sources {
    /** Reads an environment variable; null where it is not set. */
    interface Environment {
        @Nullable
        String value(String variable);
    }

    private static final ValidationContext NO_RULES = new ValidationContext(
            new DataSource.None(), List.of(), new DataSource.None(), List.of(), List.of(), false, Map.of());

    private final WatchedFiles files;
    private final Environment environment;
    private final Map<String, CertificateFiles> providers;
    private final Map<String, Secret.Content> secrets = new HashMap<>();
    private final Map<String, String> absences = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    Sources(WatchedFiles files, Environment environment, Map<String, CertificateFiles> providers) {
        this.files = files;
        this.environment = environment;
        this.providers = Map.copyOf(providers);
    }

    void secret(Secret secret) {
        secrets.put(secret.name(), secret.content());
        absences.remove(secret.name());
    }

    void absent(String name, String why) {
        absences.put(name, why);
    }

    /** Keys are not kept for nobody. What uses one still has what it made of it. */
    void forget(Set<String> names) {
        secrets.keySet().removeAll(names);
        absences.keySet().removeAll(names);
    }

    /** Ends a round in which every user asked for its sources: files that nobody asked for are let go. */
    void endRound() {
        files.retain(used);
        used.clear();
    }

    /** Empty where no certificate is configured. */
    Found<Optional<TlsCertificate>> certificate(CertificateSource source) {
        if (source instanceof CertificateSource.None) {
            return new Found.Ready<>(Optional.empty());
        }
        if (source instanceof CertificateSource.Inline inline) {
            return bytes(inline.certificate());
        }
        if (source instanceof CertificateSource.Sds sds) {
            Secret.Content content = secrets.get(sds.name());
            return content instanceof TlsCertificate certificate ? bytes(certificate) : missing(sds.name(), content);
        }
        String instance = ((CertificateSource.Provider) source).instanceName();
        CertificateFiles paths = providers.get(instance);
        if (paths == null
                || paths.certificateFile().isEmpty()
                || paths.privateKeyFile().isEmpty()) {
            return new Found.Missing<>(noProvider(instance, "a certificate_file and private_key_file"));
        }
        return bytes(new TlsCertificate(file(paths.certificateFile()), file(paths.privateKeyFile())));
    }

    /** Empty where nothing is configured to verify the peer with. */
    Found<Optional<ValidationContext>> validation(ValidationSource source) {
        if (source instanceof ValidationSource.None) {
            return new Found.Ready<>(Optional.empty());
        }
        if (source instanceof ValidationSource.Inline inline) {
            return bytes(inline.context());
        }
        if (source instanceof ValidationSource.Sds sds) {
            Secret.Content content = secrets.get(sds.name());
            return content instanceof ValidationContext context ? bytes(context) : missing(sds.name(), content);
        }
        if (source instanceof ValidationSource.Combined combined) {
            Secret.Content content = secrets.get(combined.sdsName());
            return content instanceof ValidationContext context
                    ? bytes(merged(combined.defaults(), context))
                    : missing(combined.sdsName(), content);
        }
        ValidationSource.Provider provider = (ValidationSource.Provider) source;
        CertificateFiles paths = providers.get(provider.instanceName());
        if (paths == null || paths.caCertificateFile().isEmpty()) {
            return new Found.Missing<>(noProvider(provider.instanceName(), "a ca_certificate_file"));
        }
        ValidationContext rules = provider.rules().orElse(NO_RULES);
        return bytes(withTrust(rules, file(paths.caCertificateFile())));
    }

    /** {@code combined_validation_context}: what the dynamic one sets replaces, and lists are joined. */
    static ValidationContext merged(ValidationContext defaults, ValidationContext dynamic) {
        Map<String, DataSource> bundles = new LinkedHashMap<>(defaults.trustBundles());
        bundles.putAll(dynamic.trustBundles());
        return new ValidationContext(
                dynamic.trustedCa() instanceof DataSource.None ? defaults.trustedCa() : dynamic.trustedCa(),
                joined(defaults.matchSubjectAltNames(), dynamic.matchSubjectAltNames()),
                dynamic.crl() instanceof DataSource.None ? defaults.crl() : dynamic.crl(),
                joined(defaults.verifyCertificateHash(), dynamic.verifyCertificateHash()),
                joined(defaults.verifyCertificateSpki(), dynamic.verifyCertificateSpki()),
                defaults.acceptUntrusted() || dynamic.acceptUntrusted(),
                bundles);
    }

    private Found<Optional<TlsCertificate>> bytes(TlsCertificate certificate) {
        Found<DataSource> chain = bytes(certificate.certificateChain());
        Found<DataSource> key = bytes(certificate.privateKey());
        if (chain instanceof Found.Ready<DataSource> ready && key instanceof Found.Ready<DataSource> readyKey) {
            return new Found.Ready<>(Optional.of(new TlsCertificate(ready.value(), readyKey.value())));
        }
        return new Found.Missing<>(why(chain, key));
    }

    private Found<Optional<ValidationContext>> bytes(ValidationContext context) {
        Found<DataSource> ca = bytes(context.trustedCa());
        Found<DataSource> crl = bytes(context.crl());
        if (!(ca instanceof Found.Ready<DataSource> readyCa) || !(crl instanceof Found.Ready<DataSource> readyCrl)) {
            return new Found.Missing<>(why(ca, crl));
        }
        Map<String, DataSource> bundles = new LinkedHashMap<>();
        for (Map.Entry<String, DataSource> bundle : context.trustBundles().entrySet()) {
            Found<DataSource> roots = bytes(bundle.getValue());
            if (!(roots instanceof Found.Ready<DataSource> ready)) {
                return new Found.Missing<>(why(roots, roots));
            }
            bundles.put(bundle.getKey(), ready.value());
        }
        return new Found.Ready<>(Optional.of(new ValidationContext(
                readyCa.value(),
                context.matchSubjectAltNames(),
                readyCrl.value(),
                context.verifyCertificateHash(),
                context.verifyCertificateSpki(),
                context.acceptUntrusted(),
                bundles)));
    }

    private Found<DataSource> bytes(DataSource source) {
        if (source instanceof DataSource.File file) {
            used.add(file.path());
            Found<byte[]> content = files.content(file.path());
            return content instanceof Found.Ready<byte[]> ready
                    ? new Found.Ready<>(new DataSource.Bytes(ready.value()))
                    : new Found.Missing<>(((Found.Missing<byte[]>) content).why());
        }
        if (source instanceof DataSource.Environment variable) {
            String value = environment.value(variable.variable());
            return value == null
                    ? new Found.Missing<>("the environment variable " + variable.variable() + " is not set")
                    : new Found.Ready<>(new DataSource.Bytes(value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
        return new Found.Ready<>(source);
    }

    private <T> Found<T> missing(String name, Secret.@Nullable Content otherKind) {
        if (otherKind != null) {
            return new Found.Missing<>("the secret '" + name + "' is a "
                    + (otherKind instanceof TlsCertificate ? "tls_certificate" : "validation_context")
                    + ", and the other kind is asked for");
        }
        return new Found.Missing<>("the secret '" + name + "' " + absences.getOrDefault(name, "did not come yet"));
    }

    private static String noProvider(String instance, String what) {
        return "the certificate provider instance '" + instance
                + "' is not in the bootstrap's certificate_providers with " + what;
    }

    private static String why(Found<?> one, Found<?> other) {
        return one instanceof Found.Missing<?> missing ? missing.why() : ((Found.Missing<?>) other).why();
    }

    private static DataSource file(String path) {
        return new DataSource.File(path, "");
    }

    private static ValidationContext withTrust(ValidationContext rules, DataSource trustedCa) {
        return new ValidationContext(
                trustedCa,
                rules.matchSubjectAltNames(),
                rules.crl(),
                rules.verifyCertificateHash(),
                rules.verifyCertificateSpki(),
                rules.acceptUntrusted(),
                rules.trustBundles());
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
