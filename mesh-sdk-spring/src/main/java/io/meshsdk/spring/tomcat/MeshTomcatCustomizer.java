package io.meshsdk.spring.tomcat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Makes Tomcat's connector the mesh's. */
public final class MeshTomcatCustomizer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
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
        factory.setProtocol(MeshHttp11NioProtocol.class.getName());
        factory.addProtocolHandlerCustomizers(handler -> {
            if (handler instanceof MeshHttp11NioProtocol protocol) {
                protocol.accept(ports, unwanted);
            }
        });
        factory.addConnectorCustomizers(targets::relax, MeshTomcatCustomizer::serveHttp2);
        List<Valve> valves = new ArrayList<>();
        valves.add(new ConnectionValve());
        valves.add(decision.get());
        valves.addAll(factory.getEngineValves());
        factory.setEngineValves(valves);
    }

    /** Where {@code alpn_protocols} of a filter chain names it: as in Envoy, that alone decides. */
    private static void serveHttp2(Connector connector) {
        for (UpgradeProtocol present : connector.findUpgradeProtocols()) {
            if (present instanceof Http2Protocol configured) {
                allowSchemes(configured);
                return;
            }
        }
        Http2Protocol http2 = new Http2Protocol();
        allowSchemes(http2);
        connector.addUpgradeProtocol(http2);
    }

    /** An Envoy gives on the scheme of its own caller, mostly {@code http}; what the connection is, {@link ConnectionValve} says. */
    private static void allowSchemes(Http2Protocol http2) {
        http2.setAllowSchemeMismatch(true);
    }
}
