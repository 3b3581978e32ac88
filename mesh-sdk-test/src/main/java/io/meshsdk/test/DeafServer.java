package io.meshsdk.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Accepts connections and says one thing, or nothing, ever after: a server that hangs, or that is none. */
final class DeafServer implements AutoCloseable {
    private final ServerSocket listening;
    private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();
    private final byte[] greeting;

    private DeafServer(int port, byte[] greeting) throws IOException {
        this.greeting = greeting.clone();
        listening = new ServerSocket();
        listening.setReuseAddress(true);
        try {
            listening.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        } catch (IOException e) {
            listening.close();
            throw e;
        }
    }

    static DeafServer start(int port, byte[] greeting) {
        DeafServer server = Ports.listen(port, () -> new DeafServer(port, greeting));
        Thread thread = new Thread(server::accept, "deaf-server-" + port);
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                accepted.add(socket);
                socket.getOutputStream().write(greeting);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // Closed, or the peer has gone already: both are fine for a server that does nothing.
                continue;
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : accepted) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
