package io.meshsdk.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.ResourceType;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import io.meshsdk.test.InboundService;
import io.meshsdk.test.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What a kubelet sees, by the paths that it may ask for in plaintext. */
@Timeout(90)
class HealthTest {
    @TempDir
    Path directory;

    @EnableAutoConfiguration
    static class Application {}

    @Test
    void readinessFollowsWhetherThePortIsOpenAndLivenessDoesNot() throws Exception {
        int port = Ports.free();
        try (ControlPlane plane = ControlPlane.start().put(Config.inbound(port).resources());
                ConfigurableApplicationContext application = run(plane, port)) {
            assertThat(application.isActive()).isTrue();
            await(port, "readiness", 200);
            assertThat(get(port, "").body())
                    .contains("\"mesh\"", "\"inbound\":\"open\"", "\"controlPlane\":\"connected\"");

            plane.remove(ResourceType.LISTENER, InboundService.listener(port));
            await(port, "readiness", 503);
            assertThat(get(port, "/liveness").statusCode()).isEqualTo(200);
            assertThat(get(port, "").body()).contains("\"inbound\":\"closed\"");

            plane.put(Config.inbound(port).resources());
            await(port, "readiness", 200);
        }
    }

    @Test
    void withoutAControlPlaneTheLastGoodConfigurationIsGoodEnough() throws Exception {
        int port = Ports.free();
        ControlPlane plane = ControlPlane.start().put(Config.inbound(port).resources());
        try (ConfigurableApplicationContext application = run(plane, port)) {
            plane.close();
            awaitBody(port, "\"controlPlane\":\"not connected\"");
            assertThat(get(port, "/readiness").statusCode()).isEqualTo(200);
            assertThat(get(port, "").body()).doesNotContain("127.0.0.1");
            assertThat(application.isActive()).isTrue();
        }
    }

    @Test
    void whatAnApplicationAddedToReadinessStaysThere() throws Exception {
        int port = Ports.free();
        try (ControlPlane plane = ControlPlane.start().put(Config.inbound(port).resources());
                ConfigurableApplicationContext application = run(
                        plane,
                        port,
                        "management.endpoint.health.group.readiness.include=readinessState,diskSpace",
                        "management.endpoint.health.group.readiness.show-components=always")) {
            assertThat(application.isActive()).isTrue();
            assertThat(get(port, "/readiness").body()).contains("diskSpace", "mesh", "readinessState");
        }
    }

    @Test
    void whereTheContributorOrTheProbesAreSwitchedOffNothingIsAsked() throws Exception {
        int port = Ports.free();
        try (ControlPlane plane = ControlPlane.start().put(Config.inbound(port).resources())) {
            for (String off : List.of(
                    "management.health.mesh.enabled=false",
                    "management.health.defaults.enabled=false",
                    "management.endpoint.health.probes.enabled=false")) {
                try (ConfigurableApplicationContext application = run(plane, port, off)) {
                    assertThat(application.isActive()).as(off).isTrue();
                    assertThat(get(port, "").statusCode()).as(off).isEqualTo(200);
                }
            }
        }
    }

    private ConfigurableApplicationContext run(ControlPlane plane, int port, String... more) {
        List<String> properties = new ArrayList<>(List.of(more));
        properties.add("server.port=" + port);
        properties.add("mesh.bootstrap=" + plane.bootstrap("a").writeTo(directory.resolve("a" + port + ".json")));
        properties.add("mesh.inbound.plaintext-paths=/actuator/health/**");
        properties.add("management.endpoint.health.show-details=always");
        return new SpringApplicationBuilder(Application.class)
                .properties(properties.toArray(String[]::new))
                .run();
    }

    private static void await(int port, String group, int status) throws Exception {
        while (get(port, "/" + group).statusCode() != status) {
            Thread.onSpinWait();
        }
    }

    private static void awaitBody(int port, String text) throws Exception {
        while (!get(port, "").body().contains(text)) {
            Thread.onSpinWait();
        }
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health" + path))
                                .version(HttpClient.Version.HTTP_1_1)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
