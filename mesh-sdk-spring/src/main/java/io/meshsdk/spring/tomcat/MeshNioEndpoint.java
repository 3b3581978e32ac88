package io.meshsdk.spring.tomcat;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** Makes channels that ask the mesh. Certificates are the mesh's: Tomcat's own TLS configuration is not used. */
final class MeshNioEndpoint extends NioEndpoint {
    private final InboundPorts ports;

    MeshNioEndpoint(InboundPorts ports) {
        this.ports = ports;
        setSSLEnabled(true);
        // A file sent past the channel would be sent past TLS.
        setUseSendfile(false);
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
        return new MeshNioChannel(buffers, this, ports);
    }

    @Override
    protected void initialiseSsl() {
        // No certificate at start: each connection gets its filter chain's.
    }

    @Override
    protected void destroySsl() {
        // Nothing was made.
    }
}
