package io.meshsdk.spring.client;

import io.meshsdk.Mesh;
import io.meshsdk.MeshClient;
import io.meshsdk.engine.Outbound;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A Boot application with a mesh that knows one host, {@code orders}, and a service beside it that the mesh does not know. */
final class ClientApplication implements AutoCloseable {
    final Upstream orders = new Upstream();
    final Upstream stranger = new Upstream();
    final ControlPlane plane = ControlPlane.start();
    private final ConfigurableApplicationContext context;

    @EnableAutoConfiguration
    static class Application {}

    ClientApplication(Class<?> more, String... properties) {
        plane.put(Config.httpService("orders")
                .version("v1", 100, orders.address())
                .resources());
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("mesh.bootstrap=" + bootstrap());
        all.add("spring.main.banner-mode=off");
        context = new SpringApplicationBuilder(Application.class, more)
                .web(WebApplicationType.NONE)
                .properties(all.toArray(String[]::new))
                .run();
    }

    private Path bootstrap() {
        try {
            return plane.bootstrap("caller")
                    .writeTo(Files.createTempDirectory("mesh").resolve("bootstrap.json"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    /** What was pushed is accepted first and in force a little later, when all that it names has come. */
    void awaitMeshed(String uri) {
        MeshClient client = bean(Mesh.class).client();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!(client.reach(URI.create(uri)) instanceof Outbound.Reach.Meshed)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(uri + " was not the mesh's within 20 s");
            }
            Thread.onSpinWait();
        }
    }

    String strange(String path) {
        return "http://" + stranger.address() + path;
    }

    @Override
    public void close() {
        context.close();
        plane.close();
        orders.close();
        stranger.close();
    }
}
