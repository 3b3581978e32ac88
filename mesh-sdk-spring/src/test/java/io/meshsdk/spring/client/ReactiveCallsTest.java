package io.meshsdk.spring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReactiveCallsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ClientApplication application;
    private WebClient client;

    @BeforeAll
    void start() {
        application = new ClientApplication(Object.class);
        client = application.bean(WebClient.Builder.class).build();
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void sendsBodiesThatAreKnownAndBodiesThatArePublished() {
        byte[] body = new byte[300_000];
        new Random(7).nextBytes(body);
        Flux<DataBuffer> published = Flux.range(0, 30)
                .map(i -> DefaultDataBufferFactory.sharedInstance.wrap(
                        Arrays.copyOfRange(body, i * 10_000, (i + 1) * 10_000)));
        String expected = "body 300000 " + Arrays.hashCode(body);

        assertThat(client.post()
                        .uri("http://orders/")
                        .bodyValue(body)
                        .retrieve()
                        .bodyToMono(String.class)
                        .block(PATIENCE))
                .contains(expected, "content-length=300000");
        assertThat(client.post()
                        .uri("http://orders/")
                        .body(BodyInserters.fromDataBuffers(published))
                        .retrieve()
                        .bodyToMono(String.class)
                        .block(PATIENCE))
                .contains(expected, "transfer-encoding=chunked");
    }

    @Test
    void readsAResponseAsItComes() {
        Mono<String> both = client.get()
                .uri("http://orders/trickles")
                .retrieve()
                .bodyToFlux(DataBuffer.class)
                .map(buffer -> {
                    String text = buffer.toString(StandardCharsets.UTF_8);
                    DataBufferUtils.release(buffer);
                    application.orders.firstHalfRead.countDown();
                    return text;
                })
                .reduce(String::concat);
        assertThat(both.block(PATIENCE)).isEqualTo("firstsecond");
    }

    @Test
    void sendsAndReadsCookies() {
        String answer = client.get()
                .uri("http://orders/")
                .cookie("a", "1")
                .cookie("b", "2")
                .exchangeToMono(response -> response.bodyToMono(String.class)
                        .map(body -> response.cookies().getFirst("a") + "\n" + body))
                .block(PATIENCE);
        assertThat(answer).startsWith("a=b; Path=/").contains("cookie=a=1; b=2");
    }

    @Test
    void aResponseThatBreaksOffIsAnError() {
        assertThatThrownBy(() -> client.get()
                        .uri("http://orders/breaks")
                        .retrieve()
                        .bodyToMono(byte[].class)
                        .block(PATIENCE))
                .hasMessageContaining("upstream_reset_after_response_started");
    }

    @Test
    void aReadTimeoutBoundsTheWholeCall() {
        WebClient hasty = client(HttpClientSettings.defaults().withReadTimeout(Duration.ofMillis(200)));
        assertThatThrownBy(() -> hasty.get()
                        .uri("http://orders/hangs")
                        .retrieve()
                        .toBodilessEntity()
                        .block(PATIENCE))
                .isInstanceOf(WebClientRequestException.class)
                .hasRootCauseInstanceOf(SocketTimeoutException.class)
                .rootCause()
                .isInstanceOf(IOException.class);
    }

    @Test
    void followsRedirectsWithinTheMeshAndOutOfIt() {
        assertThat(get(client, "http://orders/moved?/there")).startsWith("GET /there\n");
        assertThat(get(client, "http://orders/moved?" + application.strange("/out")))
                .startsWith("GET /out\n");
        assertThat(client.post()
                        .uri("http://orders/moved?/there")
                        .bodyValue("lost")
                        .retrieve()
                        .bodyToMono(String.class)
                        .block(PATIENCE))
                .startsWith("GET /there\n")
                .contains("body 0 ")
                .doesNotContain("content-type=");
        assertThat(client.post()
                        .uri("http://orders/kept?/there")
                        .body(Mono.fromCallable(() -> "kept"), String.class)
                        .retrieve()
                        .bodyToMono(String.class)
                        .block(PATIENCE))
                .startsWith("POST /there\n")
                .contains("body 4 " + Arrays.hashCode("kept".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void doesNotTellAnotherHostWhatWasMeantForOne() {
        // By way of a second hop, which is written from the first.
        String there = application.strange("/moved?" + application.strange("/out"));
        for (String target : List.of(application.strange("/out"), "/moved?" + application.strange("/out"), there)) {
            assertThat(client.get()
                            .uri("http://orders/moved?" + target)
                            .header("authorization", "secret")
                            .cookie("session", "secret")
                            .header("x-kept", "1")
                            .retrieve()
                            .bodyToMono(String.class)
                            .block(PATIENCE))
                    .startsWith("GET /out\n")
                    .contains("x-kept=1")
                    .doesNotContain("secret");
        }
    }

    @Test
    void doesNotFollowRedirectsWhereThatIsSwitchedOffOrThereIsNoEnd() {
        HttpClientSettings settings = HttpClientSettings.defaults();
        WebClient still = client(settings.withRedirects(HttpRedirects.DONT_FOLLOW));
        assertThat(status(still, "http://orders/moved?/there")).isEqualTo(302);
        assertThat(status(client, "http://orders/loops")).isEqualTo(302);
    }

    private static String get(WebClient client, String uri) {
        return client.get()
                .uri(uri)
                .retrieve()
                .bodyToMono(String.class)
                .blockOptional(PATIENCE)
                .orElseThrow();
    }

    private static int status(WebClient client, String uri) {
        return client.get()
                .uri(uri)
                .exchangeToMono(response -> Mono.just(response.statusCode().value()))
                .blockOptional(PATIENCE)
                .orElseThrow();
    }

    private WebClient client(HttpClientSettings settings) {
        return WebClient.builder()
                .clientConnector(
                        application.bean(ClientHttpConnectorBuilder.class).build(settings))
                .build();
    }
}
