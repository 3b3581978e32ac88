package io.meshsdk.spring.tomcat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.catalina.Valve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Makes Tomcat's connector the mesh's. */
public final class MeshTomcatCustomizer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(MeshTomcatCustomizer.class);

    private final InboundPorts ports;
    private final PlaintextConnections unwanted;
    private final TargetRules targets;
    private final Supplier<Valve> decision;

    /**
     * @param unwanted what becomes of a plaintext connection where the port asks for TLS
     * @param targets that the decision holds paths against
     * @param decision makes what lets requests in, before any valve that could change them
     */
    public MeshTomcatCustomizer(
            InboundPorts ports, PlaintextConnections unwanted, TargetRules targets, Supplier<Valve> decision) {
        this.ports = ports;
        this.unwanted = unwanted;
        this.targets = targets;
        this.decision = decision;
    }

    /** Last, for a customizer of the user's that sets another protocol would open the port past the mesh. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    /** @throws ServerSslConflictException where {@code server.ssl.*} is set */
    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (Ssl.isEnabled(factory.getSsl())) {
            throw new ServerSslConflictException();
        }
        if (factory.getHttp2() != null && factory.getHttp2().isEnabled()) {
            LOG.warn("server.http2.enabled has no effect: the mesh serves HTTP/1.1 on Tomcat");
        }
        factory.setProtocol(MeshHttp11NioProtocol.class.getName());
        factory.addProtocolHandlerCustomizers(handler -> {
            if (handler instanceof MeshHttp11NioProtocol protocol) {
                protocol.accept(ports, unwanted);
            }
        });
        factory.addConnectorCustomizers(targets::relax);
        List<Valve> valves = new ArrayList<>();
        valves.add(new PlaintextValve());
        valves.add(decision.get());
        valves.addAll(factory.getEngineValves());
        factory.setEngineValves(valves);
    }
}
