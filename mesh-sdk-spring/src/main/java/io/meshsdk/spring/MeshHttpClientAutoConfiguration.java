package io.meshsdk.spring;

import io.meshsdk.Mesh;
import io.meshsdk.spring.client.CallTags;
import io.meshsdk.spring.client.MeshConnectors;
import io.meshsdk.spring.client.MeshRequestFactories;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/** Spring's HTTP clients through the mesh. */
@AutoConfiguration(after = MeshAutoConfiguration.class)
@Conditional(OnMeshConfigured.class)
@ConditionalOnBooleanProperty(name = "mesh.outbound.enabled", matchIfMissing = true)
class MeshHttpClientAutoConfiguration {
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ClientHttpRequestFactoryBuilder.class)
    static class Blocking {
        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static MeshRequestFactories meshRequestFactories(
                ObjectProvider<Mesh> mesh, ObjectProvider<ObservationRegistry> observations) {
            return new MeshRequestFactories(mesh, observations);
        }

        @Bean
        CallTags meshCallTags() {
            return new CallTags();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            value = ClientHttpConnectorBuilder.class,
            name = "org.springframework.web.reactive.function.client.WebClient")
    static class Reactive {
        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static MeshConnectors meshConnectors(ObjectProvider<Mesh> mesh) {
            return new MeshConnectors(mesh);
        }
    }
}
