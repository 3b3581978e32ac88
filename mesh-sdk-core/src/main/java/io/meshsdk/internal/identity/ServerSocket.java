package io.meshsdk.internal.identity;

import io.meshsdk.model.Secret.TlsCertificate;
import io.meshsdk.model.TransportSocket.DownstreamTls;
import io.meshsdk.transport.ServerSecurity;
import java.util.Optional;
import java.util.function.Supplier;

/** The TLS of filter chains with one configuration. Changed by the control thread, read by all. */
final class ServerSocket implements Supplier<ServerSecurity> {
    private final DownstreamTls tls;
    private volatile ServerSecurity current = new ServerSecurity.Refused(0, "not made yet");
    private @org.jspecify.annotations.Nullable Held<ServerSecurity> held;

    ServerSocket(DownstreamTls tls) {
        this.tls = tls;
    }

    void refresh(Sources sources, Forge forge, SocketListener listener) {
        if (held == null) {
            held = new Held<>(
                    "a filter chain's DownstreamTlsContext",
                    tls.common(),
                    parts -> forge.server(tls, parts),
                    forge::refusedServer);
        }
        current = held.refresh(sources, listener);
    }

    Optional<TlsCertificate> certificate() {
        return held == null ? Optional.empty() : held.certificate();
    }

    @Override
    public ServerSecurity get() {
        return current;
    }
}
