package io.meshsdk.spring.inbound;

import io.meshsdk.engine.Inbound;
import io.meshsdk.spi.Time;
import io.meshsdk.spring.MeshPeer;
import io.meshsdk.spring.servlet.InboundValve;
import io.meshsdk.spring.servlet.MeshInboundFilter;
import io.meshsdk.spring.servlet.PlaintextPaths;
import io.meshsdk.spring.tomcat.MeshTomcatCustomizer;
import io.meshsdk.spring.tomcat.PlaintextConnections;
import io.meshsdk.spring.tomcat.ServedPort;
import io.meshsdk.spring.tomcat.TargetRules;
import io.meshsdk.test.FakeTime;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

/** A real Tomcat with the mesh's connector and filter before one servlet. */
final class TomcatPort implements AutoCloseable {
    private final WebServer server;

    private TomcatPort(WebServer server) {
        this.server = server;
    }

    static TomcatPort serving(Inbound inbound, Servlet application) {
        return serving(inbound, application, factory -> {});
    }

    static TomcatPort serving(
            Inbound inbound, Servlet application, Consumer<TomcatServletWebServerFactory> customizer) {
        return serving(inbound, application, customizer, PlaintextPaths.NONE);
    }

    static TomcatPort serving(
            Inbound inbound,
            Servlet application,
            Consumer<TomcatServletWebServerFactory> customizer,
            PlaintextPaths paths) {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        customizer.accept(factory);
        TargetRules targets = new TargetRules();
        Time time = new FakeTime();
        ServedPort served = new ServedPort(port -> inbound);
        new MeshTomcatCustomizer(
                        served,
                        paths.any() ? PlaintextConnections.HEARD : PlaintextConnections.CLOSED,
                        targets,
                        () -> new InboundValve(
                                time,
                                paths,
                                targets,
                                served,
                                (request, peer) -> request.setAttribute(MeshPeer.ATTRIBUTE, new MeshPeer(peer))))
                .customize(factory);
        WebServer server = factory.getWebServer(context -> {
            ServletRegistration.Dynamic servlet = context.addServlet("application", application);
            servlet.addMapping("/");
            servlet.setAsyncSupported(true);
            var filter = context.addFilter("mesh", new MeshInboundFilter());
            filter.setAsyncSupported(true);
            filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
        });
        server.start();
        return new TomcatPort(server);
    }

    int port() {
        return server.getPort();
    }

    WebServer server() {
        return server;
    }

    @Override
    public void close() {
        server.stop();
        server.destroy();
    }
}
