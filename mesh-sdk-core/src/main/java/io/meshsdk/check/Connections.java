package io.meshsdk.check;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.ConnectionFacts.Encryption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Connections to the listener of a recording. */
final class Connections {
    private Connections() {}

    static ConnectionFacts plaintext(String remote) {
        return of(remote, Encryption.PLAINTEXT, "");
    }

    static ConnectionFacts tls(String remote, String serverName) {
        return of(remote, Encryption.TLS, serverName);
    }

    private static ConnectionFacts of(String remote, Encryption encryption, String serverName) {
        return new ConnectionFacts(
                new InetSocketAddress(address("127.0.0.1"), Surroundings.PORT),
                new InetSocketAddress(address(remote), 40_000),
                encryption,
                serverName,
                List.of());
    }

    /** Looks up no name. */
    private static InetAddress address(String literal) {
        if (!literal.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw new MalformedVectorException(literal + " is no IP address");
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new MalformedVectorException(literal + " is no IP address");
        }
    }
}
