package io.meshsdk.spring.tomcat;

import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Inbound.Acceptance.Refuse;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/** Makes channels that ask the mesh. Certificates are the mesh's: Tomcat's own TLS configuration is not used. */
final class MeshNioEndpoint extends NioEndpoint {
    private static final Refuse CLOSED =
            new Refuse(ResponseFlags.of(ResponseFlag.NFCF), "the connector was not given to a mesh");

    private volatile InboundPorts ports = port -> facts -> CLOSED;
    private volatile PlaintextConnections unwanted = PlaintextConnections.CLOSED;
    private volatile Inbound inbound = facts -> CLOSED;

    MeshNioEndpoint() {
        setSSLEnabled(true);
        // Under TLS it saves no copy; without it there is one way to write.
        setUseSendfile(false);
        // HTTP/2 reads and writes as HTTP/1.1 does: into one buffer, as large as the channel made it.
        setUseAsyncIO(false);
    }

    void accept(InboundPorts given, PlaintextConnections unwantedOnes) {
        ports = given;
        unwanted = unwantedOnes;
    }

    /** Now the port is known, and nobody has connected: the mesh must know that it is served before it is asked. */
    @Override
    public void bind() throws Exception {
        super.bind();
        inbound = ports.of(getLocalPort());
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
        return new MeshNioChannel(buffers, this, inbound, unwanted);
    }

    /** Tomcat wants SNI and Host to agree. In a mesh they never do; the filter chain that SNI chose decides about the Host. */
    @Override
    public boolean checkSni(@Nullable String sni, @Nullable String host) {
        return true;
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
