package io.meshsdk.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.Ports;
import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** Two Boot applications and a control plane: from RestClient through the mesh to a controller, with mTLS and policy. */
class BothWaysTest {
    private static final TestCa CA = TestCa.create("mesh.test");
    private static final String CALLER = "spiffe://mesh.test/caller";

    @TempDir
    Path directory;

    @EnableAutoConfiguration
    static class Caller {}

    @EnableAutoConfiguration
    @RestController
    static class Orders {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final RestClient client;

        @Autowired
        Orders(RestClient.Builder builder) {
            client = builder.build();
        }

        @GetMapping("/who")
        String who(HttpServletRequest request) {
            return MeshPeer.of(request).flatMap(MeshPeer::spiffeId).orElse("nobody") + " secure=" + request.isSecure()
                    + " xfcc=" + request.getHeader("x-forwarded-client-cert");
        }

        @GetMapping("/admin")
        String admin() {
            return "admin";
        }

        /** Answers only when told to, with what another service of the mesh says. */
        @GetMapping("/slow")
        String slow() throws InterruptedException {
            entered.countDown();
            goOn.await();
            return String.valueOf(client.get().uri("http://stock/").retrieve().body(String.class));
        }
    }

    @Test
    void anIdentityTravelsAndAPolicyIsKept() {
        int port = Ports.free();
        try (ControlPlane server = serverPlane(port);
                ConfigurableApplicationContext orders = orders(server, port);
                ControlPlane client = clientPlane("caller", port);
                ConfigurableApplicationContext caller = caller(client);
                ControlPlane stranger = clientPlane("stranger", port);
                ConfigurableApplicationContext foreign = caller(stranger)) {
            assertThat(get(caller, "/who").getBody()).isEqualTo(CALLER + " secure=true xfcc=null");
            assertThat(get(caller, "/admin").getStatusCode().value()).isEqualTo(403);
            assertThat(get(foreign, "/who").getStatusCode().value()).isEqualTo(403);
            assertThat(orders.isActive()).isTrue();
        }
    }

    @Test
    void aRequestThatIsDrainedAtShutdownCanStillCallOut() throws Exception {
        int port = Ports.free();
        try (ControlPlane server = serverPlane(port);
                ConfigurableApplicationContext orders = orders(server, port);
                ConfigurableApplicationContext stock = new SpringApplicationBuilder(Stock.class)
                        .properties("server.port=0", "mesh.enabled=false")
                        .run();
                ControlPlane client = clientPlane("caller", port);
                ConfigurableApplicationContext caller = caller(client)) {
            server.put(Config.httpService("stock")
                    .version("v1", 1, "127.0.0.1:" + stock.getEnvironment().getProperty("local.server.port"))
                    .resources());
            CompletableFuture<String> answer =
                    CompletableFuture.supplyAsync(() -> get(caller, "/slow").getBody());
            Orders controller = orders.getBean(Orders.class);
            assertThat(controller.entered.await(20, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Void> closing = CompletableFuture.runAsync(orders::close);
            controller.goOn.countDown();

            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("in stock");
            closing.get(40, TimeUnit.SECONDS);
        }
    }

    @EnableAutoConfiguration
    @RestController
    static class Stock {
        @GetMapping("/")
        String stock() {
            return "in stock";
        }
    }

    private static ResponseEntity<String> get(ConfigurableApplicationContext application, String path) {
        return application
                .getBean(RestClient.Builder.class)
                .build()
                .get()
                .uri("http://orders" + path)
                .header("x-forwarded-client-cert", "URI=spiffe://mesh.test/admin")
                .retrieve()
                .onStatus(status -> true, (request, response) -> {})
                .toEntity(String.class);
    }

    private static ControlPlane serverPlane(int port) {
        return ControlPlane.start()
                .put(Config.identity(CA.workload("orders")))
                .put(Config.inbound(port)
                        .mutualTls()
                        .allow("caller", CALLER)
                        .deny("admin", CALLER, "GET", "/admin")
                        .resources());
    }

    private static ControlPlane clientPlane(String workload, int port) {
        TestCertificate own = CA.workload(workload);
        return ControlPlane.start()
                .put(Config.identity(own))
                .put(Config.httpService("orders")
                        .version("v1", 1, "127.0.0.1:" + port)
                        .mutualTls("spiffe://mesh.test/orders")
                        .resources());
    }

    private ConfigurableApplicationContext orders(ControlPlane plane, int port) {
        return new SpringApplicationBuilder(Orders.class)
                .properties("server.port=" + port, bootstrap(plane, "orders"), "server.shutdown=graceful")
                .run();
    }

    private ConfigurableApplicationContext caller(ControlPlane plane) {
        return new SpringApplicationBuilder(Caller.class)
                .web(WebApplicationType.NONE)
                .properties(bootstrap(plane, "caller"))
                .run();
    }

    private String bootstrap(ControlPlane plane, String node) {
        return "mesh.bootstrap=" + plane.bootstrap(node).writeTo(directory.resolve(node + plane.port() + ".json"));
    }
}
