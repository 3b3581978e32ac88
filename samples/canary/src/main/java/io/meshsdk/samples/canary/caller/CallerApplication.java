package io.meshsdk.samples.canary.caller;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/** Calls orders with an ordinary {@code RestClient}; nothing in it knows of the mesh. */
@SpringBootApplication
public class CallerApplication {
    @Bean
    OrdersClient ordersClient(RestClient.Builder builder) {
        return new OrdersClient(builder.baseUrl("http://orders").build());
    }
}
