package io.meshsdk.spring.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallTagsTest {
    private ClientApplication application;

    static class Observing {
        final BlockingQueue<Observation.Context> stopped = new LinkedBlockingQueue<>();

        @Bean
        ObservationHandler<Observation.Context> recorder() {
            return new ObservationHandler<>() {
                @Override
                public void onStop(Observation.Context context) {
                    if ("http.client.requests".equals(context.getName())) {
                        stopped.add(context);
                    }
                }

                @Override
                public boolean supportsContext(Observation.Context context) {
                    // Asked before it has a name.
                    return true;
                }
            };
        }
    }

    @BeforeAll
    void start() {
        application = new ClientApplication(Observing.class);
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Test
    void standOnTheObservationOfEveryClient() throws Exception {
        application
                .bean(RestClient.Builder.class)
                .build()
                .get()
                .uri("http://orders/")
                .retrieve()
                .toBodilessEntity();
        assertThat(tags()).containsExactly("orders-v1", "orders", "-");
        application
                .bean(RestTemplateBuilder.class)
                .additionalInterceptors((request, body, next) -> next.execute(request, body))
                .build()
                .getForObject("http://orders/", String.class);
        assertThat(tags()).containsExactly("orders-v1", "orders", "-");
        application
                .bean(WebClient.Builder.class)
                .build()
                .get()
                .uri("http://orders/")
                .retrieve()
                .toBodilessEntity()
                .block();
        assertThat(tags()).containsExactly("orders-v1", "orders", "-");
    }

    @Test
    void areThereForRequestsPastTheMeshToo() throws Exception {
        application
                .bean(RestClient.Builder.class)
                .build()
                .get()
                .uri(application.strange("/"))
                .retrieve()
                .toBodilessEntity();
        assertThat(tags()).containsExactly("none", "none", "none");
    }

    private List<String> tags() throws InterruptedException {
        Observation.Context context = application.bean(Observing.class).stopped.poll(20, TimeUnit.SECONDS);
        assertThat(context).isNotNull();
        return List.of(
                String.valueOf(value(context, "mesh.cluster")),
                String.valueOf(value(context, "mesh.route")),
                String.valueOf(value(context, "mesh.response_flags")));
    }

    private static String value(Observation.Context context, String key) {
        var found = context.getLowCardinalityKeyValue(key);
        return found == null ? "missing" : found.getValue();
    }
}
