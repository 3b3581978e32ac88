package io.meshsdk.internal.rpc;

import io.meshsdk.transport.ClientSecurity;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import java.util.function.Supplier;

/** How to secure the next connection to a server. Asked anew for each, so that rotation needs no more than that. */
@FunctionalInterface
public interface RpcSecurity {
    RpcSecurity PLAINTEXT = Optional::empty;

    /**
     * TLS that offers {@code h2} and verifies the server; empty for plaintext. May block on files.
     *
     * @throws IllegalStateException where there is none yet, with what is missing
     */
    Optional<SslContext> current();

    /** That of a mesh cluster. */
    static RpcSecurity of(Supplier<ClientSecurity> cluster) {
        return () -> {
            ClientSecurity now = cluster.get();
            if (now instanceof ClientSecurity.Refused refused) {
                throw new IllegalStateException(refused.why());
            }
            return now instanceof ClientSecurity.Tls tls ? Optional.of(tls.http2()) : Optional.empty();
        };
    }
}
