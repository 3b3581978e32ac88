package io.meshsdk.internal.identity;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** Whose TLS this machine has. */
public final class TlsProvider {
    private TlsProvider() {}

    /** BoringSSL where its library is there, the JDK's otherwise. */
    public static SslProvider best() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }
}
