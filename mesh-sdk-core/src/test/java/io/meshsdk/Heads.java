package io.meshsdk;

import io.meshsdk.internal.net.RawServer;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that answers whatever comes with the same bytes, and what came to it. */
final class Heads implements AutoCloseable {
    static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

    final RawServer server;
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    Heads(String answer) {
        server = new RawServer(connection -> {
            for (String request = connection.readRequest(); !request.isEmpty(); request = connection.readRequest()) {
                requests.add(request);
                connection.send(answer);
            }
        });
    }

    /** The next request, head and body. */
    String next() throws InterruptedException {
        String request = requests.poll(20, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    int waiting() {
        return requests.size();
    }

    /** The value of a field of a request, or null. */
    static @Nullable String field(String request, String name) {
        String start = "\r\n" + name + ": ";
        int at = request.toLowerCase(Locale.ROOT).indexOf(start);
        return at < 0 ? null : request.substring(at + start.length(), request.indexOf("\r\n", at + 2));
    }

    @Override
    public void close() {
        server.close();
    }
}
