package io.meshsdk.spring;

import static org.assertj.core.api.Assertions.assertThat;

import feign.Client;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestTemplate;

@ExtendWith(OutputCaptureExtension.class)
class BypassingClientsTest {
    private static final String WARNING = "Calls pass the mesh by";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MeshAutoConfiguration.class,
                    MeshHttpClientAutoConfiguration.class,
                    MeshBypassAutoConfiguration.class,
                    ImperativeHttpClientAutoConfiguration.class,
                    RestTemplateAutoConfiguration.class));

    @TempDir
    Path directory;

    @Configuration(proxyBeanMethods = false)
    static class Clients {
        @Bean
        Client orders() {
            return new Client() {};
        }

        @Bean
        RestTemplate own() {
            return new RestTemplate();
        }

        @Bean
        RestTemplate built(RestTemplateBuilder builder) {
            return builder.build();
        }

        @Bean
        RestTemplate intercepted(RestTemplateBuilder builder) {
            return builder.interceptors((request, body, execution) -> execution.execute(request, body))
                    .build();
        }
    }

    @Test
    void areNamedAtTheStart(CapturedOutput output) {
        try (ControlPlane plane = plane()) {
            runner.withUserConfiguration(Clients.class)
                    .withPropertyValues(bootstrap(plane))
                    .run(context -> assertThat(context).hasNotFailed());
        }
        assertThat(output)
                .contains("bean orders (feign.Client)", "bean own (org.springframework.web.client.RestTemplate)")
                .doesNotContain("bean built", "bean intercepted");
        assertThat(output.toString().split(WARNING, -1)).hasSize(3);
    }

    @Test
    void areNobodysConcernWhereThereAreNoneOrNoMesh(CapturedOutput output) {
        try (ControlPlane plane = plane()) {
            runner.withPropertyValues(bootstrap(plane))
                    .run(context -> assertThat(context).hasNotFailed());
            runner.withUserConfiguration(Clients.class)
                    .withPropertyValues(bootstrap(plane), "mesh.outbound.enabled=false")
                    .run(context -> assertThat(context).hasNotFailed());
        }
        assertThat(output).doesNotContain(WARNING);
    }

    private String bootstrap(ControlPlane plane) {
        return "mesh.bootstrap=" + plane.bootstrap("caller").writeTo(directory.resolve("bootstrap.json"));
    }

    private static ControlPlane plane() {
        return ControlPlane.start()
                .put(Config.httpService("orders")
                        .version("v1", 100, "127.0.0.1:1")
                        .resources());
    }
}
