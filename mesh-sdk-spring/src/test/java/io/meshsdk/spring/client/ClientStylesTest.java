package io.meshsdk.spring.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;
import reactor.core.publisher.Mono;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientStylesTest {
    private ClientApplication application;

    interface Orders {
        @GetExchange("/one?x=y")
        String one(@RequestHeader("x-mine") String mine);
    }

    interface ReactiveOrders {
        @GetExchange("/one?x=y")
        Mono<String> one(@RequestHeader("x-mine") String mine);
    }

    @ImportHttpServices(group = "orders", types = Orders.class)
    @ImportHttpServices(
            group = "reactive-orders",
            types = ReactiveOrders.class,
            clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
    static class Services {}

    @BeforeAll
    void start() {
        application = new ClientApplication(
                Services.class,
                "spring.http.serviceclient.orders.base-url=http://orders",
                "spring.http.serviceclient.reactive-orders.base-url=http://orders");
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void restClient() {
        RestClient client = application.bean(RestClient.Builder.class).build();
        covered(uri -> client.get().uri(uri).header("x-mine", "1").retrieve().body(String.class));
    }

    @Test
    void restClientWithAnInterceptor() {
        RestClient client = application
                .bean(RestClient.Builder.class)
                .requestInterceptor((request, body, next) -> next.execute(request, body))
                .build();
        covered(uri -> client.get().uri(uri).header("x-mine", "1").retrieve().body(String.class));
    }

    @Test
    void restTemplate() {
        RestTemplate client = application.bean(RestTemplateBuilder.class).build();
        HttpHeaders headers = new HttpHeaders();
        headers.add("x-mine", "1");
        covered(uri -> client.exchange(uri, HttpMethod.GET, new HttpEntity<>(headers), String.class)
                .getBody());
    }

    @Test
    void webClient() {
        WebClient client = application.bean(WebClient.Builder.class).build();
        covered(uri -> client.get()
                .uri(uri)
                .header("x-mine", "1")
                .retrieve()
                .bodyToMono(String.class)
                .block());
    }

    @Test
    void httpService() {
        goesThroughTheMesh(application.bean(Orders.class).one("1"));
    }

    @Test
    void reactiveHttpService() {
        goesThroughTheMesh(
                String.valueOf(application.bean(ReactiveOrders.class).one("1").block()));
    }

    @Test
    void keepsTheHostThatTheApplicationSet() {
        RestClient blocking = application.bean(RestClient.Builder.class).build();
        WebClient reactive = application.bean(WebClient.Builder.class).build();

        assertThat(blocking.get()
                        .uri("http://orders/")
                        .header("Host", "orders:8080")
                        .retrieve()
                        .body(String.class))
                .contains("host=orders:8080");
        assertThat(reactive.get()
                        .uri("http://orders/")
                        .header("Host", "orders:8080")
                        .retrieve()
                        .bodyToMono(String.class)
                        .block())
                .contains("host=orders:8080");
    }

    /** A host of the mesh, which no DNS knows, through it; any other by the client that Boot chose. */
    private void covered(Function<String, String> get) {
        goesThroughTheMesh(get.apply("http://orders/one?x=y"));
        String past = get.apply(application.strange("/one?x=y"));
        assertThat(past)
                .startsWith("GET /one?x=y\n")
                .contains("x-mine=1\n", "host=" + application.stranger.address() + "\n");
    }

    private static void goesThroughTheMesh(String answer) {
        assertThat(answer).startsWith("GET /one?x=y\n").contains("host=orders\n", "x-mine=1\n");
    }
}
