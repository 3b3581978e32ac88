package io.meshsdk.spring.tomcat;

import org.apache.coyote.http11.Http11NioProtocol;

/** HTTP/1.1 whose connections are accepted by the mesh. */
public final class MeshHttp11NioProtocol extends Http11NioProtocol {
    public MeshHttp11NioProtocol(InboundPorts ports) {
        super(new MeshNioEndpoint(ports));
    }
}
