package io.meshsdk.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Lets no port of the application be served past the mesh unless that is said: whoever configured a mesh believes that it
 * guards them. The management server's port, if it is another one, is named.
 */
@AutoConfiguration(after = MeshTomcatAutoConfiguration.class)
@Conditional(OnMeshConfigured.class)
@ConditionalOnClass(WebServerInitializedEvent.class)
@ConditionalOnBooleanProperty(name = "mesh.inbound.enabled", matchIfMissing = true)
class MeshPortsAutoConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.spring");
    private static final String TOMCAT = "org.springframework.boot.tomcat.";
    private static final String CUSTOMIZER = "meshTomcatCustomizer";

    @Bean
    OnlyTomcat meshServesTomcatOnly(ListableBeanFactory beans) {
        return new OnlyTomcat(beans);
    }

    /** Before the port is bound. Boot shows it the factories of its own context, not the management server's. */
    record OnlyTomcat(ListableBeanFactory beans) implements WebServerFactoryCustomizer<WebServerFactory> {
        @Override
        public void customize(WebServerFactory factory) {
            if (!isMeshed(beans, factory)) {
                throw new UnmeshedServerException(factory.getClass().getSimpleName());
            }
        }
    }

    @Bean
    ApplicationListener<WebServerInitializedEvent> meshPorts(ListableBeanFactory beans) {
        return event -> {
            if (event.getApplicationContext().getServerNamespace() != null) {
                LOG.warn(
                        "Port {} is served past the mesh: in plaintext or with TLS of its own, and without its policies."
                                + " It is the management server's.",
                        event.getWebServer().getPort());
            } else if (!isMeshed(beans, event.getWebServer())) {
                // A server that came without a factory that can be customized.
                throw new UnmeshedServerException(
                        event.getWebServer().getClass().getSimpleName());
            }
        };
    }

    private static boolean isMeshed(ListableBeanFactory beans, Object serverOrFactory) {
        return beans.containsBean(CUSTOMIZER)
                && serverOrFactory.getClass().getName().startsWith(TOMCAT)
                && !serverOrFactory.getClass().getName().contains("Reactive");
    }
}
