package io.meshsdk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurlCommandTest {
    @TempDir
    private Path folder;

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestURI().getPath().equals("/bytes")
                    ? new byte[] {(byte) 0xff, (byte) 0xfe}
                    : exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("x-method", exchange.getRequestMethod());
            exchange.getResponseHeaders().add("x-twice", "1");
            exchange.getResponseHeaders().add("x-twice", "2");
            exchange.getResponseHeaders()
                    .add("x-got", String.valueOf(exchange.getRequestHeaders().getFirst("x-sent")));
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aCallIsAnObjectAndSoIsTheSum() throws IOException {
        Ran ran = Ran.mesh("curl", "--bootstrap", bootstrap(), "http://orders/x");

        JsonObject call = ran.objects().get(0);
        assertThat(call.get("n").getAsInt()).isEqualTo(1);
        assertThat(call.get("status").getAsInt()).isEqualTo(200);
        assertThat(call.get("flags").getAsString()).isEqualTo("-");
        assertThat(call.get("route").getAsString()).isEqualTo("all");
        assertThat(call.get("cluster").getAsString()).isEqualTo("orders");
        assertThat(call.get("endpoint").getAsString()).isEqualTo("127.0.0.1:" + port());
        assertThat(call.get("attempts").getAsInt()).isEqualTo(1);
        assertThat(call.get("ms").getAsDouble()).isPositive();
        assertThat(call.get("peer").getAsString()).isEqualTo("-");
        assertThat(call.has("headers")).isFalse();
        JsonObject sum = ran.objects().get(1);
        assertThat(sum.getAsJsonObject("status").get("200").getAsInt()).isEqualTo(1);
        assertThat(sum.keySet()).contains("flags", "cluster", "endpoint", "p50", "p90", "p99");
        assertThat(ran.objects()).hasSize(2);
        assertThat(ran.code()).isZero();
    }

    @Test
    void manyCallsAreMadeAtATimeAndCounted() throws IOException {
        Ran ran = Ran.mesh("curl", "-b", bootstrap(), "-n", 20, "-c", 4, "--rate", 2000, "http://orders/");

        List<JsonObject> objects = ran.objects();
        assertThat(objects).hasSize(21);
        assertThat(objects.subList(0, 20))
                .extracting(call -> call.get("n").getAsInt())
                .doesNotHaveDuplicates();
        assertThat(objects.get(20).get("calls").getAsInt()).isEqualTo(20);
    }

    @Test
    void requestAndResponseAreShownWhole() throws IOException {
        Path body = Files.writeString(folder.resolve("body"), "from a file");
        Ran ran = Ran.mesh(
                "curl", "-b", bootstrap(), "-i", "-X", "PUT", "-H", "x-sent: v", "-d", "@" + body, "http://orders/");

        JsonObject call = ran.objects().get(0);
        assertThat(call.get("body").getAsString()).isEqualTo("from a file");
        JsonObject headers = call.getAsJsonObject("headers");
        assertThat(headers.get("x-method").getAsString()).isEqualTo("PUT");
        assertThat(headers.get("x-got").getAsString()).isEqualTo("v");
        assertThat(headers.getAsJsonArray("x-twice")).hasSize(2);
    }

    @Test
    void aBodyMakesItAPostAndBytesAreShownAsBase64() throws IOException {
        JsonObject post = Ran.mesh("curl", "-b", bootstrap(), "-i", "-d", "text", "http://orders/")
                .objects()
                .get(0);
        assertThat(post.getAsJsonObject("headers").get("x-method").getAsString())
                .isEqualTo("POST");

        JsonObject bytes = Ran.mesh("curl", "-b", bootstrap(), "-i", "http://orders/bytes")
                .objects()
                .get(0);
        assertThat(bytes.get("body64").getAsString()).isEqualTo("//4=");
        assertThat(bytes.has("body")).isFalse();
    }

    @Test
    void whatTheMeshDoesNotKnowIsRefusedAndNotPassedBy() throws IOException {
        Ran ran = Ran.mesh("curl", "-b", bootstrap(), "http://127.0.0.1:" + port() + "/");

        JsonObject call = ran.objects().get(0);
        assertThat(call.get("status").getAsInt()).isEqualTo(404);
        assertThat(call.get("flags").getAsString()).isEqualTo("NR");
        assertThat(call.get("details").getAsString()).startsWith("route_not_found");
    }

    @Test
    void aResponseThatBreaksOffIsNoneAndEndsWithOne() throws IOException {
        try (ServerSocket breaking = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answerHalf(breaking));
            server.start();
            Ran ran = Ran.mesh("curl", "-b", bootstrap(breaking.getLocalPort()), "http://orders/");

            JsonObject call = ran.objects().get(0);
            assertThat(call.get("status").getAsInt()).isZero();
            assertThat(call.get("error").getAsString()).isNotEmpty();
            assertThat(ran.code()).isEqualTo(1);
        }
    }

    @Test
    void aBadBootstrapEndsWithTwoAndPrintsNothing() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "static_resources: {clusters: [{nope: 1}]}");
        Ran ran = Ran.mesh("curl", "--bootstrap", bad, "http://orders/");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("static_resources.clusters[0].nope is not a known field");
        assertThat(Ran.mesh("curl", "--bootstrap", folder.resolve("absent"), "http://orders/")
                        .code())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://orders/",
                "orders",
                "-n 0 http://orders/",
                "-c 0 http://orders/",
                "--timeout 3x http://orders/",
                "-H nonsense http://orders/",
                "-d @absent http://orders/",
                "--nope http://orders/",
                ""
            })
    void wrongOptionsEndWithTwoAndPrintNothing(String options) throws IOException {
        Path bootstrap = bootstrap();
        String[] words =
                ("curl --bootstrap " + bootstrap + " " + options).strip().split(" ");
        Ran ran = Ran.mesh((Object[]) words);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).isNotEmpty();
    }

    private static void answerHalf(ServerSocket breaking) {
        try (var socket = breaking.accept()) {
            socket.getInputStream().read(new byte[1024]);
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path bootstrap() throws IOException {
        return bootstrap(port());
    }

    private Path bootstrap(int port) throws IOException {
        return StaticBootstrap.write(folder, port);
    }

    private int port() {
        return server.getAddress().getPort();
    }
}
