package io.meshsdk.spring.client;

import io.meshsdk.Mesh;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/** What {@link MeshRequestFactories} is to blocking clients, for WebClient. */
public final class MeshConnectors implements BeanPostProcessor {
    private final ObjectProvider<Mesh> mesh;

    public MeshConnectors(ObjectProvider<Mesh> mesh) {
        this.mesh = mesh;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ClientHttpConnectorBuilder<?> builder ? wrapped(builder) : bean;
    }

    private ClientHttpConnectorBuilder<ClientHttpConnector> wrapped(ClientHttpConnectorBuilder<?> builder) {
        return settings -> new MeshConnector(
                MeshCalls.of(mesh.getObject(), ObservationRegistry.NOOP),
                builder.build(settings),
                settings == null ? HttpClientSettings.defaults() : settings);
    }
}
