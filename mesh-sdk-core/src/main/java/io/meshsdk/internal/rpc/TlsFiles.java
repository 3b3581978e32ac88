package io.meshsdk.internal.rpc;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * {@code channel_creds} of type {@code tls}: PEM files, read for each connection, so that a renewed certificate is used by
 * the next. The server's certificate must be valid for the name connected to.
 *
 * @param ca roots; the JVM's own where empty
 * @param certificate with its chain; with a key or not at all
 */
public record TlsFiles(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) implements RpcSecurity {
    @Override
    public Optional<SslContext> current() {
        try {
            // The JDK's: one context for each connection, which the collector takes away again.
            SslContextBuilder builder = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
            ca.map(Path::toFile).ifPresent(builder::trustManager);
            if (certificate.isPresent() && key.isPresent()) {
                File chain = certificate.get().toFile();
                builder.keyManager(chain, key.get().toFile());
            }
            return Optional.of(builder.build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException("TLS files " + this + " cannot be used: " + e.getMessage(), e);
        }
    }
}
