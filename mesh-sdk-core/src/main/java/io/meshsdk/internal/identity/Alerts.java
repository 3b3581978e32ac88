package io.meshsdk.internal.identity;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXReason;
import org.jspecify.annotations.Nullable;

/**
 * Which TLS alert a refused peer gets. The JDK's TLS knows by itself; BoringSSL is told a number, and without one it says
 * {@code internal_error}, as if we had failed and not the peer's certificate.
 */
final class Alerts {
    private Alerts() {}

    static CertificateException told(CertificateException refused) {
        return OpenSsl.isAvailable() && !(refused instanceof OpenSslCertificateException)
                ? new OpenSslCertificateException(String.valueOf(refused.getMessage()), refused, code(refused))
                : refused;
    }

    private static int code(CertificateException refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            Integer code = code(cause);
            if (code != null) {
                return code;
            }
        }
        // bad_certificate: its chain is good, and it is not whom we let in.
        return CertificateVerifier.X509_V_ERR_CERT_REJECTED;
    }

    private static @Nullable Integer code(Throwable cause) {
        if (cause instanceof CertificateExpiredException) {
            return CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
        }
        if (cause instanceof CertificateNotYetValidException) {
            return CertificateVerifier.X509_V_ERR_CERT_NOT_YET_VALID;
        }
        if (cause instanceof CertificateRevokedException) {
            return CertificateVerifier.X509_V_ERR_CERT_REVOKED;
        }
        if (cause instanceof CertPathBuilderException && cause.getCause() == null) {
            // unknown_ca
            return CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
        }
        return cause instanceof CertPathValidatorException invalid ? code(invalid.getReason()) : null;
    }

    private static @Nullable Integer code(Reason reason) {
        if (reason == BasicReason.EXPIRED) {
            return CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
        }
        if (reason == BasicReason.NOT_YET_VALID) {
            return CertificateVerifier.X509_V_ERR_CERT_NOT_YET_VALID;
        }
        if (reason == BasicReason.REVOKED) {
            return CertificateVerifier.X509_V_ERR_CERT_REVOKED;
        }
        return reason == PKIXReason.NO_TRUST_ANCHOR || reason == BasicReason.INVALID_SIGNATURE
                ? CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
                : null;
    }
}
