package io.meshsdk.spring.tomcat;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 whose connections are accepted by the mesh. Tomcat makes it by its class name, so what it needs comes afterwards:
 * until {@link #accept} was called it refuses every connection.
 */
public final class MeshHttp11NioProtocol extends Http11NioProtocol {
    private final MeshNioEndpoint endpoint;

    public MeshHttp11NioProtocol() {
        this(new MeshNioEndpoint());
    }

    private MeshHttp11NioProtocol(MeshNioEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /** The ways in, by port. */
    public void accept(InboundPorts ports, PlaintextConnections unwanted) {
        endpoint.accept(ports, unwanted);
    }
}
