package io.meshsdk.spring;

import io.meshsdk.Mesh;
import io.meshsdk.spring.actuate.MeshEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** What the mesh says about itself. */
@AutoConfiguration(after = MeshAutoConfiguration.class)
@Conditional(OnMeshConfigured.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
class MeshActuatorAutoConfiguration {
    @Bean
    @ConditionalOnAvailableEndpoint(MeshEndpoint.class)
    MeshEndpoint meshEndpoint(Mesh mesh) {
        return new MeshEndpoint(mesh);
    }
}
