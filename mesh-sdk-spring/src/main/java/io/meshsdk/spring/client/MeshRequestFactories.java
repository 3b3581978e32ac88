package io.meshsdk.spring.client;

import io.meshsdk.Mesh;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Wraps the one bean from which Boot builds the transport of every blocking client, after all its customizers: URIs of the
 * mesh go through the mesh, with whatever client the user chose for the others, and no user code.
 */
public final class MeshRequestFactories implements BeanPostProcessor {
    private final ObjectProvider<Mesh> mesh;
    private final ObjectProvider<ObservationRegistry> observations;

    public MeshRequestFactories(ObjectProvider<Mesh> mesh, ObjectProvider<ObservationRegistry> observations) {
        this.mesh = mesh;
        this.observations = observations;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ClientHttpRequestFactoryBuilder<?> builder ? wrapped(builder) : bean;
    }

    /** The mesh is looked up when a client is built, not when this bean is: a post-processor must not start it early. */
    private ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> wrapped(
            ClientHttpRequestFactoryBuilder<?> builder) {
        return settings -> new MeshRequestFactory(
                MeshCalls.of(mesh.getObject(), observations.getIfAvailable(() -> ObservationRegistry.NOOP)),
                builder.build(settings),
                settings == null ? HttpClientSettings.defaults() : settings);
    }
}
