package io.meshsdk.samples.canary.caller;

import java.util.Map;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.client.RestClient;

/** Reads orders. */
public final class OrdersClient {
    private static final ParameterizedTypeReference<Map<String, String>> ORDER = new ParameterizedTypeReference<>() {};

    private final RestClient http;

    OrdersClient(RestClient http) {
        this.http = http;
    }

    /** As everybody. */
    public Ordered order(int id) {
        return ask(http.get().uri("/orders/{id}", id));
    }

    /** As one who tries the new version. */
    public Ordered orderAsTester(int id) {
        return ask(http.get().uri("/orders/{id}", id).header("x-tester", "yes"));
    }

    private static Ordered ask(RestClient.RequestHeadersSpec<?> request) {
        return request.exchange((sent, response) -> {
            int status = response.getStatusCode().value();
            Map<String, String> order = status == 200 ? response.bodyTo(ORDER) : null;
            return new Ordered(status, order == null ? Map.of() : order);
        });
    }

    /**
     * @param order empty unless the status is 200
     */
    public record Ordered(int status, Map<String, String> order) implements Answer {
        @Override
        public boolean ok() {
            return status == 200;
        }

        @Override
        public String version() {
            return order.getOrDefault("version", "-");
        }

        @Override
        public String certificate() {
            return order.getOrDefault("certificate", "-");
        }
    }
}
