package io.meshsdk.internal.call;

import io.meshsdk.call.Peer;
import io.meshsdk.transport.ServerSecurity;
import io.netty.handler.ssl.SslContext;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A key that no handshake will ask for. */
record FakeServerTls(long generation, boolean requireClientCertificate) implements ServerSecurity.Tls {
    @Override
    public SslContext netty() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SslContext http() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SSLContext jsse() {
        throw new UnsupportedOperationException();
    }

    @Override
    public X509ExtendedKeyManager keyManager() {
        throw new UnsupportedOperationException();
    }

    @Override
    public X509ExtendedTrustManager trustManager() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Peer verify(SSLSession session) {
        throw new UnsupportedOperationException();
    }
}
