package io.meshsdk.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.Mesh;
import io.meshsdk.MeshStartException;
import io.meshsdk.spring.actuate.MeshEndpoint;
import io.meshsdk.spring.client.MeshConnectors;
import io.meshsdk.spring.client.MeshRequestFactories;
import io.meshsdk.spring.servlet.MeshInboundFilter;
import io.meshsdk.spring.servlet.PlaintextPathException;
import io.meshsdk.spring.tomcat.MeshTomcatCustomizer;
import io.meshsdk.test.Config;
import io.meshsdk.test.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.web.reactive.function.client.WebClient;

@ExtendWith(OutputCaptureExtension.class)
class ActivationTest {
    private static final AutoConfigurations ALL = AutoConfigurations.of(
            MeshAutoConfiguration.class,
            MeshHttpClientAutoConfiguration.class,
            MeshTomcatAutoConfiguration.class,
            MeshActuatorAutoConfiguration.class,
            ImperativeHttpClientAutoConfiguration.class,
            ReactiveHttpClientAutoConfiguration.class);

    private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(ALL);

    @TempDir
    Path directory;

    @Test
    void isInactiveWithOneLineWhereNothingIsConfigured(CapturedOutput output) {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(Mesh.class)
                .doesNotHaveBean(MeshRequestFactories.class)
                .doesNotHaveBean(MeshConnectors.class));
        assertThat(output.toString().split("The mesh is inactive", -1)).hasSize(2);
    }

    @Test
    void isActiveWhereABootstrapIsNamed() throws IOException {
        try (ControlPlane plane = plane()) {
            active(plane)
                    .run(context -> assertThat(context)
                            .hasSingleBean(Mesh.class)
                            .hasSingleBean(MeshRequestFactories.class)
                            .hasSingleBean(MeshConnectors.class)
                            .doesNotHaveBean(MeshTomcatCustomizer.class));
        }
    }

    @Test
    void keepsTheLastGoodConfigurationWhereToldAndStartsFromIt() throws IOException {
        Path file = directory.resolve("last-good");
        try (ControlPlane plane = plane()) {
            ApplicationContextRunner keeping =
                    active(plane).withPropertyValues("mesh.last-good.file=" + file, "mesh.startup.timeout=2s");
            keeping.run(context -> assertThat(context).hasSingleBean(Mesh.class));
            assertThat(file).exists();

            plane.faults().stop();
            keeping.run(context -> assertThat(context.getBean(Mesh.class)
                            .report()
                            .lastGood()
                            .orElseThrow()
                            .inForce())
                    .isPresent());
            keeping.withPropertyValues("mesh.last-good.max-age=1ms")
                    .run(context ->
                            assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("is too old"));
        }
    }

    @Test
    void servesAServletApplicationOnTomcat() throws IOException {
        try (ControlPlane plane = plane()) {
            WebApplicationContextRunner web =
                    new WebApplicationContextRunner().withConfiguration(ALL).withPropertyValues(bootstrap(plane));
            web.run(context -> assertThat(context)
                    .hasSingleBean(MeshTomcatCustomizer.class)
                    .getBean(FilterRegistrationBean.class)
                    .satisfies(registration ->
                            assertThat(registration.getFilter()).isInstanceOf(MeshInboundFilter.class)));
            web.withPropertyValues("mesh.inbound.enabled=false")
                    .run(context -> assertThat(context)
                            .hasSingleBean(Mesh.class)
                            .doesNotHaveBean(MeshTomcatCustomizer.class)
                            .doesNotHaveBean(FilterRegistrationBean.class));
            web.withClassLoader(new FilteredClassLoader(Tomcat.class))
                    .run(context ->
                            assertThat(context).hasSingleBean(Mesh.class).doesNotHaveBean(MeshTomcatCustomizer.class));
        }
    }

    @Test
    void doesWithoutWebClientAndWithoutServletsAndWithoutMeters() throws IOException {
        try (ControlPlane plane = plane()) {
            active(plane)
                    .withClassLoader(new FilteredClassLoader(WebClient.class))
                    .run(context -> assertThat(context)
                            .hasSingleBean(MeshRequestFactories.class)
                            .doesNotHaveBean(MeshConnectors.class));
            active(plane)
                    .withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.apache.catalina"))
                    .run(context -> assertThat(context).hasSingleBean(Mesh.class));
            active(plane)
                    .withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                    .run(context ->
                            assertThat(context).hasSingleBean(Mesh.class).doesNotHaveBean("meshEndpoint"));
        }
    }

    @Test
    void tellsOperatorsWhatItGotWhereTheyAsk() throws IOException {
        try (ControlPlane plane = plane()) {
            active(plane).run(context -> assertThat(context).doesNotHaveBean(MeshEndpoint.class));
            active(plane)
                    .withPropertyValues("management.endpoints.web.exposure.include=mesh")
                    .run(context -> {
                        MeshEndpoint.Summary summary =
                                context.getBean(MeshEndpoint.class).summary();
                        assertThat(summary.controlPlane()).isEqualTo("control-plane");
                        assertThat(summary.types()).containsKeys("LISTENER", "CLUSTER", "ROUTE_CONFIGURATION");
                        assertThat(summary.rejected()).isEmpty();
                    });
        }
    }

    @Test
    void leavesTheClientsAloneWhereThatIsSaid() throws IOException {
        try (ControlPlane plane = plane()) {
            active(plane)
                    .withPropertyValues("mesh.outbound.enabled=false")
                    .run(context -> assertThat(context)
                            .hasSingleBean(Mesh.class)
                            .doesNotHaveBean(MeshRequestFactories.class)
                            .doesNotHaveBean(MeshConnectors.class));
        }
    }

    @Test
    void saysSoWhenItIsSwitchedOff(CapturedOutput output) {
        runner.withPropertyValues("mesh.bootstrap=anything", "mesh.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Mesh.class));
        assertThat(output).contains("the mesh is switched off");
    }

    @Test
    void aBootstrapThatIsNotThereFailsTheStart() {
        failure("mesh.bootstrap=" + directory.resolve("missing.json")).satisfies(analysis -> {
            assertThat(analysis.getDescription()).contains("missing.json");
            assertThat(analysis.getAction()).contains("mesh.enabled=false");
            assertThat(analysis.getCause()).isInstanceOf(MeshStartException.class);
        });
    }

    @Test
    void aBootstrapThatCannotBeReadFailsTheStart() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.yaml"), "node: {id: a\n");
        failure("mesh.bootstrap=" + file)
                .satisfies(analysis -> assertThat(analysis.getDescription()).contains("bad.yaml:2:"));
    }

    @Test
    void halfAConfigurationFailsTheStart() {
        for (String half : new String[] {
            "mesh.required=true",
            "mesh.outbound.unknown=reject",
            "mesh.startup.timeout=1s",
            "mesh.startup.preconnect[0]=orders",
            "mesh.lastGood.file=/x",
            "mesh.inbound.plaintext-paths=/livez"
        }) {
            failure(half).satisfies(analysis -> {
                assertThat(analysis.getDescription()).contains("mesh.bootstrap");
                assertThat(analysis.getAction()).contains("Set mesh.bootstrap");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mesh.bootstap=/x, did you mean mesh.bootstrap?",
        "mesh.xds.address=istiod:15012, there is no property mesh.xds.address",
        "mesh.identity.source=files, there is no property mesh.identity.source",
        "mesh.inbound.plaintext-path=/livez, did you mean mesh.inbound.plaintext-paths?",
        "mesh.required.too=true, there is no property mesh.required.too",
    })
    void aPropertyThatThereIsNotFailsTheStartWithAndWithoutABootstrap(String property, String why) throws IOException {
        failure(property).satisfies(analysis -> {
            assertThat(analysis.getDescription()).contains(why);
            assertThat(analysis.getAction()).contains("Correct or remove it");
        });
        try (ControlPlane plane = plane()) {
            active(plane)
                    .withPropertyValues(property)
                    .run(context ->
                            assertThat(context.getStartupFailure()).rootCause().hasMessageContaining(why));
        }
        runner.withPropertyValues(property, "mesh.enabled=false")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void whatKubernetesWritesForAServiceCalledMeshIsNoConfiguration() {
        runner.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment",
                                Map.of("MESH_SERVICE_HOST", "10.0.0.1", "MESH_PORT", "tcp://10.0.0.1:80"))))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Mesh.class));
    }

    @Test
    void aPlaintextPathThatOpensEverythingFailsTheStart() throws IOException {
        try (ControlPlane plane = plane()) {
            WebApplicationContextRunner web =
                    new WebApplicationContextRunner().withConfiguration(ALL).withPropertyValues(bootstrap(plane));
            for (String path : new String[] {"/**", "livez", "/a/../b", "/a%20b", "/a;b", "//a"}) {
                web.withPropertyValues("mesh.inbound.plaintext-paths=" + path)
                        .run(context -> assertThat(context)
                                .getFailure()
                                .rootCause()
                                .isInstanceOf(PlaintextPathException.class)
                                .hasMessageContaining("'" + path + "'"));
            }
        }
    }

    private org.assertj.core.api.ObjectAssert<FailureAnalysis> failure(String property) {
        FailureAnalysis[] analysis = new FailureAnalysis[1];
        runner.withPropertyValues(property).run(context -> {
            assertThat(context).hasFailed();
            FailureAnalyzer analyzer = new MeshFailureAnalyzer();
            analysis[0] = analyzer.analyze(Objects.requireNonNull(context.getStartupFailure()));
        });
        assertThat(analysis[0]).as(property).isNotNull();
        return assertThat(analysis[0]);
    }

    private ApplicationContextRunner active(ControlPlane plane) {
        return runner.withPropertyValues(bootstrap(plane));
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
