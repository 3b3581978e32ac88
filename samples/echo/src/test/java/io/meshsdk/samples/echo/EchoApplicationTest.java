package io.meshsdk.samples.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Peer;
import io.meshsdk.spring.MeshPeer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class EchoApplicationTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private JsonMapper json;

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
    void answersAnyMethod(String method) throws Exception {
        JsonNode seen = echo(request("/a/b").method(method, BodyPublishers.ofString("body")));

        assertThat(seen.at("/method").asString()).isEqualTo(method);
        assertThat(seen.at("/body/bytes").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/favicon.ico", "/index.html", "/error", "/a%20b/%C3%A4;v=1", "/deep/er/and/deeper"})
    void answersAnyPathAndShowsItAsItCame(String path) throws Exception {
        JsonNode seen = echo(request(path + "?q=%2F&q=2"));

        assertThat(seen.at("/path").asString()).isEqualTo(path);
        assertThat(seen.at("/query").asString()).isEqualTo("q=%2F&q=2");
    }

    @Test
    void showsEachValueOfAHeader() throws Exception {
        JsonNode seen = echo(request("/").header("x-tester", "a").header("x-tester", "b"));

        assertThat(seen.at("/headers/x-tester").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(seen.at("/service").asString()).isEqualTo("echo");
        assertThat(seen.at("/body/sha256").asString())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void knowsNoPeerWithoutTheMesh() throws Exception {
        JsonNode seen = echo(request("/"));

        assertThat(seen.at("/peer").isNull()).isTrue();
        assertThat(seen.at("/tls").isNull()).isTrue();
    }

    @Test
    void showsWhoTheMeshSaysIsCalling() throws Exception {
        var request = new MockHttpServletRequest("GET", "/orders");
        request.setAttribute(
                MeshPeer.ATTRIBUTE,
                new MeshPeer(new Peer.Certified(List.of("spiffe://mesh.test/caller"), List.of(), "O=mesh.test")));
        var response = new MockHttpServletResponse();

        new EchoHandler("orders", json).handleRequest(request, response);

        JsonNode seen = json.readTree(response.getContentAsByteArray());
        assertThat(seen.at("/peer/verified").asBoolean()).isTrue();
        assertThat(seen.at("/peer/spiffeId").asString()).isEqualTo("spiffe://mesh.test/caller");
    }

    @Test
    void theActuatorIsNoEcho() throws Exception {
        assertThat(echo(request("/actuator/health")).at("/status").asString()).isEqualTo("UP");
    }

    private JsonNode echo(HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return json.readTree(response.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
