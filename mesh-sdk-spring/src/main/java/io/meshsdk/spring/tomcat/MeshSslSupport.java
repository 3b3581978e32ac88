package io.meshsdk.spring.tomcat;

import java.io.IOException;
import java.security.cert.X509Certificate;
import org.apache.tomcat.util.net.SSLSupport;
import org.jspecify.annotations.Nullable;

/**
 * Carries the {@link MeshConnection} to the valves: Tomcat hands a connection's {@link SSLSupport} on as the request
 * attribute {@link SSLSupport#SESSION_MGR}. TLS facts come from the one that it wraps; a plaintext connection has none.
 */
public final class MeshSslSupport implements SSLSupport {
    private final MeshConnection connection;
    private final @Nullable SSLSupport tls;

    MeshSslSupport(MeshConnection connection, @Nullable SSLSupport tls) {
        this.connection = connection;
        this.tls = tls;
    }

    public MeshConnection connection() {
        return connection;
    }

    @Override
    public @Nullable String getCipherSuite() throws IOException {
        return tls == null ? null : tls.getCipherSuite();
    }

    @Override
    public X509Certificate @Nullable [] getPeerCertificateChain() throws IOException {
        return tls == null ? null : tls.getPeerCertificateChain();
    }

    @Override
    public @Nullable Integer getKeySize() throws IOException {
        return tls == null ? null : tls.getKeySize();
    }

    @Override
    public @Nullable String getSessionId() throws IOException {
        return tls == null ? null : tls.getSessionId();
    }

    @Override
    public @Nullable String getProtocol() throws IOException {
        return tls == null ? null : tls.getProtocol();
    }

    @Override
    public @Nullable String getRequestedProtocols() throws IOException {
        return tls == null ? null : tls.getRequestedProtocols();
    }

    @Override
    public @Nullable String getRequestedCiphers() throws IOException {
        return tls == null ? null : tls.getRequestedCiphers();
    }
}
