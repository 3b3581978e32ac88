package io.meshsdk.internal.identity;

import io.meshsdk.transport.ClientSecurity;
import io.meshsdk.transport.ServerSecurity;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** A TLS handshake between two engines in memory, with one byte each way after it, so that session tickets arrive. */
record Handshake(SSLEngine client, SSLEngine server) implements AutoCloseable {
    private static final int LARGE = 64 * 1024;

    static Handshake run(ClientSecurity.Tls client, ServerSecurity.Tls server, String serverName) throws SSLException {
        Handshake made = new Handshake(
                client.http1().newEngine(UnpooledByteBufAllocator.DEFAULT, serverName, 443),
                server.netty().newEngine(UnpooledByteBufAllocator.DEFAULT));
        made.run();
        return made;
    }

    static Handshake run(ClientSecurity.Tls client, ServerSecurity.Tls server) throws SSLException {
        return run(client, server, "orders.test");
    }

    static Handshake jsse(ClientSecurity.Tls client, ServerSecurity.Tls server) throws SSLException {
        SSLEngine from = client.jsse().createSSLEngine("orders.test", 443);
        from.setUseClientMode(true);
        SSLEngine to = server.jsse().createSSLEngine();
        to.setUseClientMode(false);
        Handshake made = new Handshake(from, to);
        made.run();
        return made;
    }

    void run() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        ByteBuffer toServer = ByteBuffer.allocate(LARGE);
        ByteBuffer toClient = ByteBuffer.allocate(LARGE);
        int got = 0;
        for (int turn = 0; turn < 50 && got < 2; turn++) {
            wrap(client, toServer);
            got += unwrap(server, toServer);
            wrap(server, toClient);
            got += unwrap(client, toClient);
        }
        if (got < 2) {
            throw new SSLException("the handshake did not end");
        }
    }

    private static void wrap(SSLEngine engine, ByteBuffer out) throws SSLException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP
                || engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK) {
            tasks(engine);
            if (engine.wrap(nothing, out).getStatus() != SSLEngineResult.Status.OK) {
                return;
            }
        }
        if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING) {
            engine.wrap(ByteBuffer.wrap(new byte[] {1}), out);
        }
    }

    /** How many bytes of the application came. */
    private static int unwrap(SSLEngine engine, ByteBuffer in) throws SSLException {
        in.flip();
        ByteBuffer application = ByteBuffer.allocate(LARGE);
        while (in.hasRemaining()) {
            SSLEngineResult result = engine.unwrap(in, application);
            tasks(engine);
            if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                break;
            }
        }
        in.compact();
        return application.position() > 0 ? 1 : 0;
    }

    private static void tasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(client);
        ReferenceCountUtil.release(server);
    }
}
