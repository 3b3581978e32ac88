package io.meshsdk.spring;

import io.meshsdk.Mesh;
import io.meshsdk.spring.servlet.InboundValve;
import io.meshsdk.spring.servlet.MeshInboundFilter;
import io.meshsdk.spring.servlet.PlaintextPaths;
import io.meshsdk.spring.tomcat.MeshTomcatCustomizer;
import io.meshsdk.spring.tomcat.PlaintextConnections;
import io.meshsdk.spring.tomcat.ServedPort;
import io.meshsdk.spring.tomcat.TargetRules;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;

/** The way into a servlet application on Tomcat. */
@AutoConfiguration(after = MeshAutoConfiguration.class)
@Conditional(OnMeshConfigured.class)
@ConditionalOnClass({Tomcat.class, TomcatServletWebServerFactory.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "mesh.inbound.enabled", matchIfMissing = true)
class MeshTomcatAutoConfiguration {
    /** Behind Boot's observation filter, which it must not be counted in, and before Spring Security's -100. */
    private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 2;

    @Bean
    ServedPort meshServedPort(Mesh mesh) {
        return new ServedPort(mesh::inbound);
    }

    @Bean
    PlaintextPaths meshPlaintextPaths(MeshProperties properties) {
        return new PlaintextPaths(properties.inbound().plaintextPaths());
    }

    @Bean
    TargetRules meshTargetRules() {
        return new TargetRules();
    }

    @Bean
    MeshTomcatCustomizer meshTomcatCustomizer(
            Mesh mesh, ServedPort port, PlaintextPaths plaintext, TargetRules targets) {
        return new MeshTomcatCustomizer(
                port,
                plaintext.any() ? PlaintextConnections.HEARD : PlaintextConnections.CLOSED,
                targets,
                () -> new InboundValve(mesh.time(), plaintext, targets, port, MeshPeer::tell));
    }

    @Bean
    FilterRegistrationBean<MeshInboundFilter> meshInboundFilter() {
        FilterRegistrationBean<MeshInboundFilter> registration = new FilterRegistrationBean<>(new MeshInboundFilter());
        registration.setOrder(FILTER_ORDER);
        registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        registration.setAsyncSupported(true);
        return registration;
    }
}
