package io.meshsdk.spring;

import io.meshsdk.spring.client.BypassingClients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.client.ClientHttpRequestFactory;

/** Says at the start which clients pass the mesh by, where that can be seen; {@code docs/spring.md} has those where it cannot. */
@AutoConfiguration(after = MeshHttpClientAutoConfiguration.class)
@Conditional(OnMeshConfigured.class)
@ConditionalOnClass(ClientHttpRequestFactory.class)
@ConditionalOnBooleanProperty(name = "mesh.outbound.enabled", matchIfMissing = true)
class MeshBypassAutoConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.spring");

    @Bean
    SmartInitializingSingleton meshBypassingClients(ListableBeanFactory beans) {
        return () -> BypassingClients.of(beans)
                .forEach(client -> LOG.warn("Calls pass the mesh by, in plaintext and past its policies: {}", client));
    }
}
