package io.meshsdk.internal.identity;

/**
 * A certificate provider instance of a gRPC bootstrap with the plugin {@code file_watcher}: paths, empty where not given.
 */
public record CertificateFiles(String certificateFile, String privateKeyFile, String caCertificateFile) {}
