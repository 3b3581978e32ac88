package io.meshsdk.interop;

import static io.meshsdk.interop.JsonText.array;
import static io.meshsdk.interop.JsonText.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Six clusters of one endpoint each, which answer the same to everybody and remember the last request's head. */
final class Backends implements AutoCloseable {
    private static final byte[] ANSWER =
            ("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nx-resp: backend\r\nx-multi: one\r\n"
                            + "x-multi: two\r\nx-rm: remove-me\r\nx-empty:\r\ncontent-length: 2\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);

    record Seen(String cluster, List<String> lines) {}

    private final List<ServerSocket> servers = new ArrayList<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    static Backends start() throws IOException {
        Backends backends = new Backends();
        for (int i = 0; i < 6; i++) {
            ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
            backends.servers.add(server);
            String cluster = "c" + i;
            daemon(() -> backends.accept(server, cluster));
        }
        return backends;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "backend");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket server, String cluster) {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> serve(socket, cluster));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket, String cluster) {
        try (socket) {
            boolean open = true;
            while (open) {
                List<String> lines = List.of(head(socket.getInputStream()).split("\r\n"));
                seen.add(new Seen(cluster, lines));
                byte[] answer = ANSWER;
                boolean bodiless = lines.get(0).startsWith("HEAD ");
                socket.getOutputStream().write(answer);
                if (!bodiless) {
                    socket.getOutputStream().write(new byte[] {'o', 'k'});
                }
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            // The proxy closed its connection.
        }
    }

    /** Up to the empty line, without it. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended in its head: " + head);
            }
            head.append((char) b);
        }
        return head.substring(0, head.length() - 4);
    }

    void forget() {
        seen.clear();
    }

    Seen seen() {
        return seen.get(seen.size() - 1);
    }

    JsonArray clusters() {
        JsonArray clusters = new JsonArray();
        for (int i = 0; i < servers.size(); i++) {
            JsonObject endpoint = object(
                    "address",
                    object(
                            "socket_address",
                            object(
                                    "address",
                                    "127.0.0.1",
                                    "port_value",
                                    servers.get(i).getLocalPort())));
            if (i != 5) {
                endpoint.addProperty("hostname", "c" + i + ".endpoint.test");
            }
            String name = "c" + i;
            clusters.add(object(
                    "name",
                    name,
                    "type",
                    "STATIC",
                    "load_assignment",
                    object(
                            "cluster_name",
                            name,
                            "endpoints",
                            array(object("lb_endpoints", array(object("endpoint", endpoint)))))));
        }
        return clusters;
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
    }
}
