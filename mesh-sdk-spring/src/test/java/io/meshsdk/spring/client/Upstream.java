package io.meshsdk.spring.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service that answers with what it got, and misbehaves where the path says so. */
final class Upstream implements AutoCloseable {
    final List<String> seen = new CopyOnWriteArrayList<>();
    final CountDownLatch firstHalfRead = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Upstream() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/hangs" -> await(closing);
                case "/trickles" -> trickle(exchange);
                case "/breaks" -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write(new byte[10]);
                    exchange.getResponseBody().flush();
                }
                case "/moved" -> {
                    exchange.getResponseHeaders()
                            .add("location", exchange.getRequestURI().getQuery());
                    exchange.sendResponseHeaders(302, -1);
                }
                case "/loops" -> {
                    exchange.getResponseHeaders().add("location", "/loops");
                    exchange.sendResponseHeaders(302, -1);
                }
                case "/kept" -> {
                    exchange.getResponseHeaders()
                            .add("location", exchange.getRequestURI().getQuery());
                    exchange.sendResponseHeaders(307, -1);
                }
                default -> echo(exchange);
            }
        }
    }

    private void echo(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        StringBuilder text = new StringBuilder(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n");
        exchange.getRequestHeaders()
                .forEach((name, values) -> text.append(name.toLowerCase(java.util.Locale.ROOT))
                        .append('=')
                        .append(String.join("|", values))
                        .append('\n'));
        text.append("body ").append(body.length).append(' ').append(Arrays.hashCode(body));
        byte[] answer = text.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "text/plain");
        exchange.getResponseHeaders().add("set-cookie", "a=b; Path=/");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
    }

    /** The second half only comes when the reader has the first. */
    private void trickle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write("first".getBytes(StandardCharsets.UTF_8));
        out.flush();
        await(firstHalfRead);
        out.write("second".getBytes(StandardCharsets.UTF_8));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        firstHalfRead.countDown();
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
