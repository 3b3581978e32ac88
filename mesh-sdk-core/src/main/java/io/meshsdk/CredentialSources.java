package io.meshsdk;

import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.model.DataSource;
import io.meshsdk.model.Secret;
import io.meshsdk.model.Secret.TlsCertificate;
import io.meshsdk.model.Secret.ValidationContext;
import io.meshsdk.model.TransportSocket.CertificateSource;
import io.meshsdk.model.TransportSocket.ValidationSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of certificates and trust that a process has before it talks to anybody, read once. What cannot be had is an {@link
 * IllegalArgumentException} that says why. Blocks on files.
 */
final class CredentialSources {
    private final Bootstrap bootstrap;
    private final Map<String, String> environment;

    CredentialSources(Bootstrap bootstrap, Map<String, String> environment) {
        this.bootstrap = bootstrap;
        this.environment = environment;
    }

    /** Empty where none is asked for. */
    Optional<TlsCertificate> certificate(CertificateSource source) {
        if (source instanceof CertificateSource.Inline inline) {
            return Optional.of(bytes(inline.certificate()));
        }
        if (source instanceof CertificateSource.Sds sds) {
            return Optional.of(bytes(secret(sds.name(), TlsCertificate.class)));
        }
        if (source instanceof CertificateSource.Provider provider) {
            return Optional.of(certificate(provider(provider.instanceName()), provider.instanceName()));
        }
        return Optional.empty();
    }

    /** Empty where nobody is to be verified. */
    Optional<ValidationContext> validation(ValidationSource source) {
        if (source instanceof ValidationSource.Inline inline) {
            return Optional.of(bytes(inline.context()));
        }
        if (source instanceof ValidationSource.Sds sds) {
            return Optional.of(bytes(secret(sds.name(), ValidationContext.class)));
        }
        if (source instanceof ValidationSource.None) {
            return Optional.empty();
        }
        throw new IllegalArgumentException("its trust is put together by the mesh, and is not looked at here");
    }

    TlsCertificate certificate(Bootstrap.CertificateProvider provider, String name) {
        if (provider.certificate().isEmpty() || provider.key().isEmpty()) {
            throw new IllegalArgumentException(
                    "the certificate provider " + name + " names no certificate_file and private_key_file");
        }
        return new TlsCertificate(
                bytes(file(provider.certificate().get())),
                bytes(file(provider.key().get())));
    }

    TlsCertificate bytes(TlsCertificate certificate) {
        return new TlsCertificate(bytes(certificate.certificateChain()), bytes(certificate.privateKey()));
    }

    ValidationContext bytes(ValidationContext context) {
        return new ValidationContext(
                bytes(context.trustedCa()),
                context.matchSubjectAltNames(),
                bytes(context.crl()),
                context.verifyCertificateHash(),
                context.verifyCertificateSpki(),
                context.acceptUntrusted(),
                context.trustBundles());
    }

    /** As it is where it is neither a file nor a variable. */
    DataSource bytes(DataSource source) {
        if (source instanceof DataSource.File file) {
            try {
                return new DataSource.Bytes(Files.readAllBytes(Path.of(file.path())));
            } catch (IOException e) {
                throw new IllegalArgumentException(file.path() + " cannot be read: " + e, e);
            }
        }
        if (source instanceof DataSource.Environment variable) {
            String value = environment.get(variable.variable());
            if (value == null) {
                throw new IllegalArgumentException("the environment variable " + variable.variable() + " is not set");
            }
            return new DataSource.Bytes(value.getBytes(StandardCharsets.UTF_8));
        }
        return source;
    }

    static DataSource file(Path path) {
        return new DataSource.File(path.toString(), "");
    }

    private Bootstrap.CertificateProvider provider(String name) {
        Bootstrap.CertificateProvider provider =
                bootstrap.certificateProviders().get(name);
        if (provider == null) {
            throw new IllegalArgumentException("there is no certificate provider " + name);
        }
        return provider;
    }

    private <C extends Secret.Content> C secret(String name, Class<C> kind) {
        return bootstrap.fixed().stream()
                .filter(Secret.class::isInstance)
                .map(Secret.class::cast)
                .filter(secret -> secret.name().equals(name))
                .map(Secret::content)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("the secret " + name + " comes by SDS, which is not asked here"));
    }
}
