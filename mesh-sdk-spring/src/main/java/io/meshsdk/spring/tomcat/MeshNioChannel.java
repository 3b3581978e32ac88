package io.meshsdk.spring.tomcat;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Peer;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Inbound.Acceptance;
import io.meshsdk.transport.ServerSecurity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.openssl.ciphers.Cipher;
import org.apache.tomcat.util.net.openssl.ciphers.Group;
import org.apache.tomcat.util.net.openssl.ciphers.SignatureScheme;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose first byte tells TLS from plaintext, and whose ClientHello chooses the filter chain. Tomcat reuses
 * channels: {@link #reset} begins anew. Used by one thread at a time.
 */
final class MeshNioChannel extends SecureNioChannel {
    /** The record type with which every TLS connection begins. */
    private static final int TLS_HANDSHAKE = 0x16;

    private final InboundPorts ports;
    private Mode mode = Mode.UNDECIDED;
    private @Nullable MeshConnection connection;
    private ServerSecurity.@Nullable Tls security;

    private enum Mode {
        UNDECIDED,
        TLS,
        PLAINTEXT
    }

    MeshNioChannel(SocketBufferHandler buffers, NioEndpoint endpoint, InboundPorts ports) {
        super(buffers, endpoint);
        this.ports = ports;
    }

    @Override
    public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
        super.reset(channel, wrapper);
        mode = Mode.UNDECIDED;
        connection = null;
        security = null;
    }

    @Override
    public int handshake(boolean read, boolean write) throws IOException {
        if (mode == Mode.UNDECIDED) {
            if (netInBuffer.position() == 0) {
                int count = sc.read(netInBuffer);
                if (count < 0) {
                    return -1;
                }
                if (count == 0) {
                    return SelectionKey.OP_READ;
                }
            }
            mode = netInBuffer.get(0) == TLS_HANDSHAKE ? Mode.TLS : Mode.PLAINTEXT;
        }
        return mode == Mode.PLAINTEXT ? beginPlaintext() : tlsHandshake(read, write);
    }

    private int beginPlaintext() throws IOException {
        ConnectionFacts facts = facts(Encryption.PLAINTEXT, "", List.of());
        Inbound inbound = ports.of(facts.local().getPort());
        if (inbound.accept(facts) instanceof Acceptance.Accept accept
                && !(accept.chain().security() instanceof ServerSecurity.Plaintext)) {
            throw new IOException(
                    "plaintext on a port where filter chain " + accept.chain().name() + " asks for TLS");
        }
        connection = new MeshConnection(inbound, facts, Peer.PLAINTEXT);
        netInBuffer.flip();
        return 0;
    }

    private int tlsHandshake(boolean read, boolean write) throws IOException {
        int interest;
        try {
            interest = super.handshake(read, write);
        } catch (ConnectionRefused refused) {
            // Tomcat closes the connection quietly on an IOException; anything else it would log as an error of its
            // own.
            throw new IOException(refused.getMessage(), refused);
        }
        if (interest == 0 && security != null && connection != null) {
            // Checked here, for a resumed session runs no trust manager.
            Peer peer = security.verify(sslEngine.getSession());
            connection = new MeshConnection(connection.inbound(), connection.facts(), peer);
        }
        return interest;
    }

    /** Called once the ClientHello is whole: now the filter chain is known, and with it certificate and trust. */
    @Override
    protected void createSSLEngine(
            @Nullable String hostName,
            List<Cipher> ciphers,
            @Nullable List<String> applicationProtocols,
            List<String> protocols,
            List<Group> groups,
            List<SignatureScheme> signatureSchemes) {
        ConnectionFacts facts = facts(
                Encryption.TLS,
                hostName == null ? "" : hostName.toLowerCase(Locale.ROOT),
                applicationProtocols == null ? List.of() : applicationProtocols);
        Inbound inbound = ports.of(facts.local().getPort());
        Acceptance acceptance = inbound.accept(facts);
        if (acceptance instanceof Acceptance.Refuse refuse) {
            throw new ConnectionRefused(refuse.why());
        }
        Inbound.Chain chain = ((Acceptance.Accept) acceptance).chain();
        if (chain.security() instanceof ServerSecurity.Tls tls) {
            security = tls;
            connection = new MeshConnection(inbound, facts, Peer.ANONYMOUS);
            sslEngine = engine(tls);
        } else if (chain.security() instanceof ServerSecurity.Refused refused) {
            throw new ConnectionRefused(refused.why());
        } else {
            throw new ConnectionRefused(
                    "filter chain " + chain.name() + " has no TLS, but the client began a handshake");
        }
    }

    private static SSLEngine engine(ServerSecurity.Tls tls) {
        SSLEngine engine = tls.jsse().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        if (tls.requireClientCertificate()) {
            parameters.setNeedClientAuth(true);
        } else {
            parameters.setWantClientAuth(true);
        }
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
        // Meshes offer tokens of their own beside http/1.1; an empty answer means none was chosen, and HTTP/1.1 is
        // spoken.
        engine.setHandshakeApplicationProtocolSelector(
                (handshaking, offered) -> offered.contains("http/1.1") ? "http/1.1" : "");
        return engine;
    }

    private ConnectionFacts facts(Encryption encryption, String serverName, List<String> alpn) {
        return new ConnectionFacts(
                (InetSocketAddress) sc.socket().getLocalSocketAddress(),
                (InetSocketAddress) sc.socket().getRemoteSocketAddress(),
                encryption,
                serverName,
                alpn);
    }

    @Override
    public @Nullable SSLSupport getSSLSupport() {
        if (connection == null) {
            return null;
        }
        SSLSupport tls = mode == Mode.TLS && sslEngine != null
                ? new org.apache.tomcat.util.net.jsse.JSSESupport(sslEngine.getSession(), java.util.Map.of())
                : null;
        return new MeshSslSupport(connection, tls);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (mode != Mode.PLAINTEXT) {
            return super.read(into);
        }
        return netInBuffer.hasRemaining() ? fromFirstBytes(into) : sc.read(into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        if (mode != Mode.PLAINTEXT) {
            return super.read(into, offset, length);
        }
        return netInBuffer.hasRemaining() ? fromFirstBytes(into[offset]) : sc.read(into, offset, length);
    }

    private int fromFirstBytes(ByteBuffer into) {
        int count = Math.min(into.remaining(), netInBuffer.remaining());
        int limit = netInBuffer.limit();
        netInBuffer.limit(netInBuffer.position() + count);
        into.put(netInBuffer);
        netInBuffer.limit(limit);
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        if (mode != Mode.PLAINTEXT) {
            return super.write(from);
        }
        checkInterruptStatus();
        return sc.write(from);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        if (mode != Mode.PLAINTEXT) {
            return super.write(from, offset, length);
        }
        checkInterruptStatus();
        return sc.write(from, offset, length);
    }

    @Override
    public boolean flushOutbound() throws IOException {
        return mode != Mode.PLAINTEXT && super.flushOutbound();
    }

    @Override
    public int getOutboundRemaining() {
        return mode == Mode.PLAINTEXT ? 0 : super.getOutboundRemaining();
    }

    @Override
    public boolean isHandshakeComplete() {
        return mode == Mode.PLAINTEXT || super.isHandshakeComplete();
    }

    @Override
    public void close() throws IOException {
        if (mode == Mode.PLAINTEXT || sslEngine == null) {
            sc.close();
        } else {
            super.close();
        }
    }

    @Override
    public void close(boolean force) throws IOException {
        if (mode == Mode.PLAINTEXT || sslEngine == null) {
            sc.close();
        } else {
            super.close(force);
        }
    }
}
