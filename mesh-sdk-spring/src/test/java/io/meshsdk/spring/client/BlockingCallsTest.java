package io.meshsdk.spring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockingCallsTest {
    private ClientApplication application;
    private RestClient client;

    @BeforeAll
    void start() {
        application = new ClientApplication(Object.class);
        client = application.bean(RestClient.Builder.class).build();
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void sendsBodiesThatAreKnownAndBodiesThatAreStreamed() {
        byte[] body = new byte[300_000];
        new Random(7).nextBytes(body);
        String expected = "body 300000 " + Arrays.hashCode(body);

        assertThat(client.post().uri("http://orders/").body(body).retrieve().body(String.class))
                .contains(expected, "content-length=300000");
        assertThat(client.post()
                        .uri("http://orders/")
                        .body(new InputStreamResource(new ByteArrayInputStream(body)))
                        .retrieve()
                        .body(String.class))
                .contains(expected);
        assertThat(client.post()
                        .uri("http://orders/")
                        .body(out -> out.write(body))
                        .retrieve()
                        .body(String.class))
                .contains(expected, "transfer-encoding=chunked");
    }

    @Test
    void readsAResponseAsItComes() throws IOException {
        String both = client.get().uri("http://orders/trickles").exchange((request, response) -> {
            InputStream in = response.getBody();
            String first = new String(in.readNBytes(5), StandardCharsets.UTF_8);
            application.orders.firstHalfRead.countDown();
            return first + new String(in.readAllBytes(), StandardCharsets.UTF_8);
        });
        assertThat(both).isEqualTo("firstsecond");
    }

    @Test
    void aResponseThatBreaksOffIsAnIoException() {
        assertThatThrownBy(() ->
                        client.get().uri("http://orders/breaks").retrieve().body(byte[].class))
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void anAnswerOfTheMeshIsAnAnswer() {
        application.plane.put(
                io.meshsdk.test.Config.httpService("empty").version("v1", 100).resources());
        application.awaitMeshed("http://empty/");
        ResponseEntity<String> answer = client.get()
                .uri("http://empty/")
                .retrieve()
                .onStatus(status -> true, (request, response) -> {})
                .toEntity(String.class);
        assertThat(answer.getStatusCode().value()).isEqualTo(503);
        assertThat(answer.getBody()).contains("no healthy upstream");
    }

    @Test
    void aReadTimeoutBoundsTheWholeCall() {
        RestClient hasty = with(HttpClientSettings.defaults().withReadTimeout(Duration.ofMillis(200)));
        assertThatThrownBy(
                        () -> hasty.get().uri("http://orders/hangs").retrieve().toBodilessEntity())
                .isInstanceOf(ResourceAccessException.class)
                .hasCauseInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void followsRedirectsWithinTheMeshAndOutOfIt() {
        assertThat(get("http://orders/moved?/there")).startsWith("GET /there\n");
        assertThat(get("http://orders/moved?" + application.strange("/out"))).startsWith("GET /out\n");
        assertThat(client.post()
                        .uri("http://orders/moved?/there")
                        .body("text")
                        .retrieve()
                        .body(String.class))
                .startsWith("GET /there\n")
                .contains("body 0");
        assertThat(client.method(HttpMethod.PUT)
                        .uri("http://orders/kept?/there")
                        .body("text")
                        .retrieve()
                        .body(String.class))
                .startsWith("PUT /there\n")
                .contains("body 4");
    }

    @Test
    void doesNotTellAnotherHostWhatWasMeantForOne() {
        assertThat(client.get()
                        .uri("http://orders/moved?" + application.strange("/out"))
                        .header("Authorization", "secret")
                        .header("Cookie", "secret")
                        .header("X-Kept", "1")
                        .retrieve()
                        .body(String.class))
                .contains("x-kept=1")
                .doesNotContain("secret");
    }

    @Test
    void doesNotFollowRedirectsWhereThatIsSwitchedOff() {
        RestClient still = with(HttpClientSettings.defaults().withRedirects(HttpRedirects.DONT_FOLLOW));
        ResponseEntity<Void> answer =
                still.get().uri("http://orders/moved?/there").retrieve().toBodilessEntity();
        assertThat(answer.getStatusCode().value()).isEqualTo(302);
    }

    @Test
    void givesUpOnRedirectsWithoutEnd() {
        ResponseEntity<Void> answer = client.get()
                .uri("http://orders/loops")
                .retrieve()
                .onStatus(status -> true, (request, response) -> {})
                .toBodilessEntity();
        assertThat(answer.getStatusCode().value()).isEqualTo(302);
    }

    private RestClient with(HttpClientSettings settings) {
        return RestClient.builder()
                .requestFactory(
                        application.bean(ClientHttpRequestFactoryBuilder.class).build(settings))
                .build();
    }

    private String get(String uri) {
        return Objects.requireNonNull(client.get().uri(uri).retrieve().body(String.class));
    }
}
