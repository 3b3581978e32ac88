package io.meshsdk.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.meshsdk.call.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback whose every byte the test writes. Each connection runs the script in a thread of its own. */
public final class RawServer implements AutoCloseable {
    /** What the server does on a connection; it is closed afterwards. */
    public interface Script {
        void run(Connection connection) throws IOException;
    }

    private static final int READ_TIMEOUT_MILLIS = 10_000;

    private final ServerSocket listening;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    public RawServer(Script script) {
        this("127.0.0.1", script);
    }

    RawServer(String host, Script script) {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getByName(host));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(() -> accept(script));
    }

    /** Answers every request with the same bytes. */
    public static RawServer answering(String response) {
        return new RawServer(connection -> {
            while (!connection.readRequest().isEmpty()) {
                connection.send(response);
            }
        });
    }

    public Address address() {
        return new Address.Socket(listening.getInetAddress().getHostAddress(), listening.getLocalPort());
    }

    /** Accepted so far. */
    public int connections() {
        return connections.get();
    }

    /** Closes all connections with RST. */
    void resetAll() {
        try {
            for (Socket socket : accepted) {
                new Connection(socket).reset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(Script script) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                socket.setSoTimeout(READ_TIMEOUT_MILLIS);
                accepted.add(socket);
                connections.incrementAndGet();
                daemon(() -> serve(socket, script));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket socket, Script script) {
        try (socket) {
            script.run(new Connection(socket));
        } catch (IOException clientIsGone) {
            // The script's client hung up, which is what many of these tests are about.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
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

    public record Connection(Socket socket) {
        /** A head, with what its Content-Length announces; empty at the end of the connection. */
        public String readRequest() throws IOException {
            String head = readHead();
            int at = head.indexOf("content-length: ");
            if (at < 0) {
                return head;
            }
            int length = Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
            return head + read(length);
        }

        public String readHead() throws IOException {
            return readUntil("\r\n\r\n");
        }

        String readUntil(String end) throws IOException {
            StringBuilder text = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0) {
                int c = in.read();
                if (c < 0) {
                    return text.toString();
                }
                text.append((char) c);
            }
            return text.toString();
        }

        String read(int length) throws IOException {
            return new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
        }

        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Closes with RST. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Until the client closes. */
        public void awaitClose() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // Whatever it is.
            }
        }
    }
}
