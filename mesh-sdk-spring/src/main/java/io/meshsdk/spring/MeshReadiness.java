package io.meshsdk.spring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/**
 * Makes the mesh's health part of readiness, never of liveness: to restart an application does not bring it a listener. By the
 * property, for Boot builds its probes from nothing else.
 */
final class MeshReadiness implements EnvironmentPostProcessor, Ordered {
    private static final String INCLUDE = "management.endpoint.health.group.readiness.include";
    private static final String HEALTH =
            "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration";

    /** Last: every source of properties is there. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!ClassUtils.isPresent(HEALTH, application.getClassLoader()) || !wanted(environment)) {
            return;
        }
        List<String> included = new ArrayList<>(
                Arrays.asList(environment.getProperty(INCLUDE, String[].class, new String[] {"readinessState"})));
        if (!included.contains("mesh") && !included.contains("*")) {
            included.add("mesh");
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("mesh", Map.of(INCLUDE, String.join(",", included))));
        }
    }

    /** Boot fails the start where a group names a contributor that is not there. */
    private static boolean wanted(ConfigurableEnvironment environment) {
        boolean contributors = environment.getProperty("management.health.defaults.enabled", Boolean.class, true);
        return OnMeshConfigured.BOOTSTRAPS.stream().anyMatch(environment::containsProperty)
                && environment.getProperty("mesh.enabled", Boolean.class, true)
                && environment.getProperty("management.health.mesh.enabled", Boolean.class, contributors)
                && environment.getProperty("management.endpoint.health.probes.enabled", Boolean.class, true);
    }
}
