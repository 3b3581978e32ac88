package io.meshsdk.spring.tomcat;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Peer;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Inbound.Acceptance;
import io.meshsdk.transport.ServerSecurity;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.jsse.JSSESupport;
import org.apache.tomcat.util.net.openssl.ciphers.Cipher;
import org.apache.tomcat.util.net.openssl.ciphers.Group;
import org.apache.tomcat.util.net.openssl.ciphers.SignatureScheme;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection whose first byte tells TLS from plaintext, and whose ClientHello chooses the filter chain. Tomcat reuses
 * channels: {@link #reset} begins anew. Used by one thread at a time.
 */
final class MeshNioChannel extends SecureNioChannel {
    private static final Logger LOG = LoggerFactory.getLogger(MeshNioChannel.class);
    /** The record type with which every TLS connection begins. */
    private static final int TLS_HANDSHAKE = 0x16;
    /** The largest record that BoringSSL takes: 2^14 bytes and 2 KiB of overhead. */
    private static final int LARGEST_RECORD = 18 * 1024;

    private static final String HTTP_1 = "http/1.1";
    private static final String HTTP_2 = "h2";
    private static final ResponseFlags NO_CHAIN = ResponseFlags.of(ResponseFlag.NFCF);

    private final Inbound inbound;
    private final PlaintextConnections unwanted;
    private Mode mode = Mode.UNDECIDED;
    private @Nullable ConnectionFacts asked;
    private @Nullable MeshConnection connection;
    private ServerSecurity.@Nullable Tls security;

    private enum Mode {
        UNDECIDED,
        TLS,
        PLAINTEXT
    }

    MeshNioChannel(SocketBufferHandler buffers, NioEndpoint endpoint, Inbound inbound, PlaintextConnections unwanted) {
        super(buffers, endpoint);
        this.inbound = inbound;
        this.unwanted = unwanted;
    }

    @Override
    public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
        super.reset(channel, wrapper);
        mode = Mode.UNDECIDED;
        asked = null;
        connection = null;
        security = null;
    }

    @Override
    public int handshake(boolean read, boolean write) throws IOException {
        try {
            if (mode == Mode.UNDECIDED) {
                int count = sc.read(netInBuffer);
                if (count <= 0) {
                    return count < 0 ? -1 : SelectionKey.OP_READ;
                }
                mode = netInBuffer.get(0) == TLS_HANDSHAKE ? Mode.TLS : Mode.PLAINTEXT;
            }
            return mode == Mode.PLAINTEXT ? beginPlaintext() : tlsHandshake(read, write);
        } catch (SSLException failed) {
            if (connection != null) {
                inbound.refused(
                        connection.facts(),
                        ResponseFlags.of(ResponseFlag.DPE),
                        "TLS handshake failed: " + failed.getMessage());
            }
            throw failed;
        } catch (ConnectionRefused refused) {
            LOG.debug("refused a connection from {}: {}", sc.getRemoteAddress(), refused.getMessage());
            ConnectionFacts known = asked == null
                    ? facts(mode == Mode.PLAINTEXT ? Encryption.PLAINTEXT : Encryption.TLS, "", List.of())
                    : asked;
            inbound.refused(known, refused.flags(), String.valueOf(refused.getMessage()));
            // Tomcat closes a connection quietly after an IOException, and logs anything else as an error of its own.
            throw new IOException(refused.getMessage(), refused);
        }
    }

    /** What the port refuses altogether still gets its reason, from the valve: only plaintext can be told in the clear. */
    private int beginPlaintext() {
        ConnectionFacts facts = facts(Encryption.PLAINTEXT, "", List.of());
        if (unwanted == PlaintextConnections.CLOSED
                && inbound.accept(facts) instanceof Acceptance.Accept accept
                && accept.chain().security() instanceof ServerSecurity.Tls) {
            throw new ConnectionRefused(
                    NO_CHAIN, "plaintext, where filter chain " + accept.chain().name() + " asks for TLS");
        }
        connection = new MeshConnection(inbound, facts, Peer.PLAINTEXT);
        netInBuffer.flip();
        return 0;
    }

    private int tlsHandshake(boolean read, boolean write) throws IOException {
        int interest = super.handshake(read, write);
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
            @Nullable List<Cipher> ciphers,
            @Nullable List<String> applicationProtocols,
            @Nullable List<String> protocols,
            @Nullable List<Group> groups,
            @Nullable List<SignatureScheme> signatureSchemes) {
        List<String> offered = ClientHello.protocols(netInBuffer);
        ConnectionFacts facts =
                facts(Encryption.TLS, hostName == null ? "" : hostName.toLowerCase(Locale.ROOT), offered);
        asked = facts;
        Acceptance acceptance = inbound.accept(facts);
        if (acceptance instanceof Acceptance.Refuse refuse) {
            throw new ConnectionRefused(refuse.flags(), refuse.why());
        }
        Inbound.Chain chain = ((Acceptance.Accept) acceptance).chain();
        if (chain.security() instanceof ServerSecurity.Tls tls) {
            security = tls;
            connection = new MeshConnection(inbound, facts, Peer.ANONYMOUS);
            // Now, for Tomcat mixes bytes up when a buffer turns out too small for a record.
            getBufHandler().expand(LARGEST_RECORD);
            sslEngine = engine(tls.http(), offered, chain);
        } else if (chain.security() instanceof ServerSecurity.Refused refused) {
            throw new ConnectionRefused(NO_CHAIN, refused.why());
        } else {
            throw new ConnectionRefused(NO_CHAIN, "TLS, where filter chain " + chain.name() + " has none");
        }
    }

    private static SSLEngine engine(SslContext http, List<String> offered, Inbound.Chain chain) {
        if (offered.contains(HTTP_2)
                && !offered.contains(HTTP_1)
                && !http.applicationProtocolNegotiator().protocols().contains(HTTP_2)) {
            throw new ConnectionRefused("a client that speaks HTTP/2 only, where filter chain " + chain.name()
                    + " has no h2 among its alpn_protocols");
        }
        return http.newEngine(UnpooledByteBufAllocator.DEFAULT);
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
        SSLSupport tls = sslEngine == null ? null : new JSSESupport(sslEngine.getSession(), Map.of());
        return new MeshSslSupport(connection, tls);
    }

    /** An identity does not change while a connection lives. */
    @Override
    public void rehandshake(long timeout) throws IOException {
        throw new IOException("the mesh authenticates its peers when they connect, and never again");
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
        return mode == Mode.PLAINTEXT ? connection != null : super.isHandshakeComplete();
    }
}
