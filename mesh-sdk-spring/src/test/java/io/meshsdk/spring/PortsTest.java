package io.meshsdk.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class PortsTest {
    @TempDir
    Path directory;

    @EnableAutoConfiguration
    static class Application {}

    @Test
    void anApplicationWhoseServerTheMeshCannotServeDoesNotStart(CapturedOutput output) {
        assertThatThrownBy(() -> run(WebApplicationType.REACTIVE))
                .hasRootCauseInstanceOf(UnmeshedServerException.class)
                .rootCause()
                .hasMessageContaining("open past the mesh");
        assertThat(output).contains("mesh.inbound.enabled=false to serve the port past the mesh");
    }

    @Test
    void aManagementPortIsNamedAndTheApplicationsIsNot(CapturedOutput output) {
        run(WebApplicationType.SERVLET, "management.server.port=0");
        assertThat(output).contains("is served past the mesh", "It is the management server's.");
    }

    @Test
    void whoMeansItIsNotTold(CapturedOutput output) {
        run(WebApplicationType.REACTIVE, "mesh.inbound.enabled=false");
        assertThat(output).doesNotContain("is served past the mesh");
    }

    private void run(WebApplicationType type, String... properties) {
        try (ControlPlane plane = ControlPlane.start()
                        .put(Config.httpService("orders")
                                .version("v1", 1, "127.0.0.1:1")
                                .resources());
                ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                        .web(type)
                        .properties(properties)
                        .properties(
                                "server.port=0",
                                "mesh.bootstrap=" + plane.bootstrap("a").writeTo(directory.resolve("bootstrap.json")))
                        .run()) {
            assertThat(context.isActive()).isTrue();
        }
    }
}
