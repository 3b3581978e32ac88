package io.meshsdk.spring.tomcat;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.Inbound;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ways in of the mesh, which remembers the one of the port that the application serves. Safe for use by many threads. */
public final class ServedPort implements InboundPorts {
    private final InboundPorts ports;
    private volatile @Nullable Inbound served;

    public ServedPort(InboundPorts ports) {
        this.ports = ports;
    }

    @Override
    public Inbound of(int port) {
        Inbound inbound = ports.of(port);
        served = inbound;
        return inbound;
    }

    /** Why nobody can connect; empty where somebody may, and before the port is bound. */
    public Optional<String> closed() {
        Inbound inbound = served;
        return inbound == null ? Optional.empty() : inbound.closed();
    }

    /** Records a call to another port of the server, which is not the mesh's. */
    public void refused(RequestHead head, Peer peer, ConnectionFacts facts, LocalReply reply) {
        Inbound inbound = served;
        if (inbound != null) {
            inbound.refused(head, peer, facts, reply);
        }
    }
}
