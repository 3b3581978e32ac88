package io.meshsdk.interop;

import static io.meshsdk.interop.JsonText.array;
import static io.meshsdk.interop.JsonText.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.meshsdk.test.FaultyServer;
import io.meshsdk.test.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Six clusters of one endpoint each, which answer the same to everybody and remember the last request's head. */
final class Backends implements AutoCloseable {
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nx-resp: backend\r\nx-multi: one\r\n"
                    + "x-multi: two\r\nx-rm: remove-me\r\nx-empty:\r\ncontent-length: 2\r\n\r\n";

    record Seen(String cluster, List<String> lines) {}

    private final List<FaultyServer> servers = new ArrayList<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    static Backends start() {
        Backends backends = new Backends();
        for (int i = 0; i < 6; i++) {
            String cluster = "c" + i;
            backends.servers.add(FaultyServer.start(wire -> backends.serve(wire, cluster)));
        }
        return backends;
    }

    /** Until the proxy closes its connection. */
    private void serve(Wire wire, String cluster) throws IOException {
        while (true) {
            List<String> lines = wire.readHead().lines().toList();
            seen.add(new Seen(cluster, lines));
            wire.write(lines.get(0).startsWith("HEAD ") ? ANSWER : ANSWER + "ok");
        }
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
                                    servers.get(i).port())));
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
    public void close() {
        for (FaultyServer server : servers) {
            server.close();
        }
    }
}
