package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.meshsdk.call.Address;
import io.meshsdk.call.Endpoint;
import io.meshsdk.transport.ClientSecurity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/** The client's side of a TLS connection. Who the peer is, is {@link ClientSecurity.Tls#verify}'s to say afterwards. */
final class TlsClient {
    private TlsClient() {}

    static SslHandler handler(
            ClientSecurity.Tls security, SslContext context, Endpoint endpoint, ByteBufAllocator allocator) {
        String serverName = security.serverName(endpoint).orElse("");
        int port = endpoint.address() instanceof Address.Socket socket ? socket.port() : 0;
        // The name is the key of the session cache, too. Without one there is no SNI, so none is made of the address.
        SSLEngine engine =
                serverName.isEmpty() ? context.newEngine(allocator) : context.newEngine(allocator, serverName, port);
        if (!serverName.isEmpty()) {
            name(engine, serverName);
        }
        SslHandler handler = new SslHandler(engine);
        // The connect timeout is the only clock.
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    /** Neither engine sends a name without a dot by itself, and neither sends one with an underscore. */
    private static void name(SSLEngine engine, String serverName) {
        if (engine instanceof ReferenceCountedOpenSslEngine boring && !isLdh(serverName)) {
            SSL.setTlsExtHostName(boring.sslPointer(), serverName);
            return;
        }
        SNIServerName name =
                isLdh(serverName) ? new SNIHostName(serverName) : new MeshName(serverName.getBytes(US_ASCII));
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(name));
        engine.setSSLParameters(parameters);
    }

    /** Whether the JDK takes it for a host name: letters, digits and hyphens. */
    private static boolean isLdh(String serverName) {
        return serverName.indexOf('_') < 0;
    }

    /** Such as {@code outbound_.80_._.orders.shop.svc.cluster.local}, as meshes use them. */
    private static final class MeshName extends SNIServerName {
        MeshName(byte[] encoded) {
            super(StandardConstants.SNI_HOST_NAME, encoded);
        }
    }
}
