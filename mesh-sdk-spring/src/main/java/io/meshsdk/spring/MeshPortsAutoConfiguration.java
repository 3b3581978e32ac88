package io.meshsdk.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Says which ports are served past the mesh: whoever configured one would believe that it guards them. */
@AutoConfiguration(after = MeshTomcatAutoConfiguration.class)
@Conditional(OnMeshConfigured.class)
@ConditionalOnClass(WebServerInitializedEvent.class)
@ConditionalOnBooleanProperty(name = "mesh.inbound.enabled", matchIfMissing = true)
class MeshPortsAutoConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.spring");
    private static final String TOMCAT = "org.springframework.boot.tomcat.";

    @Bean
    ApplicationListener<WebServerInitializedEvent> meshPorts(ListableBeanFactory beans) {
        return event -> {
            Object server = event.getWebServer();
            boolean main = event.getApplicationContext().getServerNamespace() == null;
            boolean meshed = main
                    && beans.containsBean("meshTomcatCustomizer")
                    && server.getClass().getName().startsWith(TOMCAT);
            if (!meshed) {
                LOG.warn(
                        "Port {} is served past the mesh: in plaintext or with TLS of its own, and without its policies."
                                + " {}",
                        event.getWebServer().getPort(),
                        main
                                ? "The mesh serves servlets on Tomcat; mesh.inbound.enabled=false says that this is meant."
                                : "It is the management server's.");
            }
        };
    }
}
