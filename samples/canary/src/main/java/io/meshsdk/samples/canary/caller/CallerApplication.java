package io.meshsdk.samples.canary.caller;

import io.grpc.ManagedChannel;
import io.meshsdk.Mesh;
import io.meshsdk.grpc.MeshGrpc;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/** Calls orders with an ordinary {@code RestClient}, and stock with an ordinary stub, whose channel alone knows of the mesh. */
@SpringBootApplication
public class CallerApplication {
    @Bean
    OrdersClient ordersClient(RestClient.Builder builder) {
        return new OrdersClient(builder.baseUrl("http://orders").build());
    }

    @Bean(destroyMethod = "shutdown")
    ManagedChannel stockChannel(Mesh mesh) {
        return MeshGrpc.channel(mesh, "mesh:///stock").build();
    }

    @Bean
    StockClient stockClient(ManagedChannel stockChannel) {
        return new StockClient(stockChannel);
    }
}
