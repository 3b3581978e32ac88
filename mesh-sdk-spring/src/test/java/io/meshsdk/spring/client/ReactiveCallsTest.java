package io.meshsdk.spring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.http.client.HttpClientSettings;
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
        WebClient hasty = WebClient.builder()
                .clientConnector(application
                        .bean(ClientHttpConnectorBuilder.class)
                        .build(HttpClientSettings.defaults().withReadTimeout(Duration.ofMillis(200))))
                .build();
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
    void aRedirectIsAnAnswer() {
        assertThat(client.get()
                        .uri("http://orders/moved?/there")
                        .exchangeToMono(
                                response -> Mono.just(response.statusCode().value()))
                        .block(PATIENCE))
                .isEqualTo(302);
    }
}
