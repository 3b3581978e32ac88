package io.meshsdk.samples.canary;

import io.meshsdk.test.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Certificates and trust as the control plane serves them by SDS. */
final class Secrets {
    private Secrets() {}

    static String certificate(String name, TestCertificate certificate) {
        return secret(name)
                + "  tls_certificate:\n"
                + "    certificate_chain: { inline_bytes: " + base64(certificate.chain()) + " }\n"
                + "    private_key: { inline_bytes: " + base64(certificate.key()) + " }\n";
    }

    static String trust(String name, String bundle) {
        return secret(name) + "  validation_context: { trusted_ca: { inline_bytes: " + base64(bundle) + " } }\n";
    }

    /** Several resources of one text are one change. */
    static String together(String... secrets) {
        return "resources:\n" + String.join("", secrets);
    }

    private static String secret(String name) {
        return "- \"@type\": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret\n  name: " + name
                + "\n";
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
