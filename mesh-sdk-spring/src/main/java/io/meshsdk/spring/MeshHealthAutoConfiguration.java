package io.meshsdk.spring;

import io.meshsdk.Mesh;
import io.meshsdk.spring.actuate.MeshHealthIndicator;
import io.meshsdk.spring.tomcat.ServedPort;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The mesh's part of the application's health; {@link MeshReadiness} makes it part of readiness. */
@AutoConfiguration(after = {MeshAutoConfiguration.class, MeshTomcatAutoConfiguration.class})
@Conditional(OnMeshConfigured.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("mesh")
class MeshHealthAutoConfiguration {
    @Bean
    MeshHealthIndicator meshHealthIndicator(Mesh mesh, ObjectProvider<ServedPort> port) {
        return new MeshHealthIndicator(mesh, Optional.ofNullable(port.getIfAvailable()));
    }
}
