package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.meshsdk.call.Address;
import io.meshsdk.call.Endpoint;
import io.meshsdk.transport.ClientSecurity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** The client's side of a TLS connection. Who the peer is, is {@link ClientSecurity.Tls#verify}'s to say afterwards. */
final class TlsClient {
    private TlsClient() {}

    static SslHandler handler(ClientSecurity.Tls security, Endpoint endpoint, ByteBufAllocator allocator) {
        String serverName = security.serverName(endpoint).orElse("");
        int port = endpoint.address() instanceof Address.Socket socket ? socket.port() : 0;
        // The name is the key of the session cache, too. Without one there is no SNI, so none is made of the address.
        SSLEngine engine = serverName.isEmpty()
                ? security.http1().newEngine(allocator)
                : security.http1().newEngine(allocator, serverName, port);
        if (!serverName.isEmpty()) {
            SSLParameters parameters = engine.getSSLParameters();
            // From bytes: mesh names such as outbound_.80_._.orders hold underscores, which the text form refuses. And
            // set
            // here, for neither engine sends a name without a dot by itself.
            List<SNIServerName> names = List.of(new SNIHostName(serverName.getBytes(UTF_8)));
            parameters.setServerNames(names);
            engine.setSSLParameters(parameters);
        }
        SslHandler handler = new SslHandler(engine);
        // The connect timeout is the only clock.
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }
}
