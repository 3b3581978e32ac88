package io.meshsdk.internal.identity;

import io.meshsdk.model.TransportSocket.TlsParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@link TlsParameters} as the JDK and Netty name things.
 *
 * @param protocols at least one
 * @param ciphers the JDK's names; empty for the defaults
 */
record Suites(List<String> protocols, List<String> ciphers) {
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    /** Envoy takes no say in these. */
    private static final List<String> OF_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** BoringSSL's names that have forward secrecy and an authenticated cipher, or are Envoy's defaults. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
            Map.entry("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            Map.entry("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
            Map.entry("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
            Map.entry("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
            Map.entry("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
            Map.entry("ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
            Map.entry("ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
            Map.entry("ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
            Map.entry("ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
            Map.entry("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
            Map.entry("AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384"));

    Suites {
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }

    static Suites of(TlsParameters parameters) throws UnusableSecretException {
        int from = VERSIONS.indexOf(parameters.minimum());
        int to = VERSIONS.indexOf(parameters.maximum());
        if (to < 0) {
            throw new UnusableSecretException("tls_maximum_protocol_version " + parameters.maximum()
                    + " is not supported: TLSv1.2 and TLSv1.3 are");
        }
        // A minimum of old versions is no harm: none of them is offered.
        List<String> protocols = VERSIONS.subList(Math.max(0, from), to + 1);
        if (protocols.isEmpty()) {
            throw new UnusableSecretException("tls_minimum_protocol_version is above the maximum");
        }
        return new Suites(protocols, ciphers(parameters, protocols));
    }

    /** The fields of {@code tls_params} that leave out what is offered else. */
    List<String> narrowed() {
        List<String> names = new ArrayList<>(3);
        if (!protocols.contains("TLSv1.2")) {
            names.add("tls_minimum_protocol_version");
        }
        if (!protocols.contains("TLSv1.3")) {
            names.add("tls_maximum_protocol_version");
        }
        if (!ciphers.isEmpty()) {
            names.add("cipher_suites");
        }
        return names;
    }

    private static List<String> ciphers(TlsParameters parameters, List<String> protocols)
            throws UnusableSecretException {
        if (parameters.cipherSuites().isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        if (protocols.contains("TLSv1.3")) {
            names.addAll(OF_1_3);
        }
        for (String entry : parameters.cipherSuites()) {
            // [A|B] means that both are as good.
            for (String cipher : entry.replace("[", "").replace("]", "").split("\\|")) {
                String name = NAMES.get(cipher.trim());
                if (name == null) {
                    throw new UnusableSecretException("cipher_suites: " + cipher + " is not supported; known are "
                            + NAMES.keySet().stream().sorted().toList());
                }
                names.add(name);
            }
        }
        return names;
    }
}
