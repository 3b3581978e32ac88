package io.meshsdk.spring.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.tomcat.util.net.TLSClientHelloExtractor;

/** What a TLS connection begins with, as far as Tomcat does not tell. */
final class ClientHello {
    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_HEADER = 4;
    private static final int CLIENT_HELLO = 1;

    private ClientHello() {}

    /**
     * The protocols offered; Tomcat hands them on only beside an SNI.
     *
     * @param received all bytes so far, up to the buffer's position
     * @throws ConnectionRefused where SNI and protocols cannot be relied on
     */
    static List<String> protocols(ByteBuffer received) {
        if (!inOneRecord(received)) {
            // Tomcat would find some extensions or none: the client would get the filter chain of another.
            throw new ConnectionRefused("a ClientHello that does not begin in one whole record");
        }
        try {
            List<String> offered = new TLSClientHelloExtractor(received).getClientRequestedApplicationProtocols();
            return offered == null ? List.of() : offered;
        } catch (IOException | IllegalStateException unreadable) {
            throw new ConnectionRefused("a ClientHello that cannot be read");
        }
    }

    private static boolean inOneRecord(ByteBuffer received) {
        if (received.position() < RECORD_HEADER + HANDSHAKE_HEADER || received.get(RECORD_HEADER) != CLIENT_HELLO) {
            return false;
        }
        int record = received.getShort(3) & 0xffff;
        int hello = received.getInt(RECORD_HEADER) & 0xffffff;
        return hello + HANDSHAKE_HEADER <= record && record + RECORD_HEADER <= received.position();
    }
}
