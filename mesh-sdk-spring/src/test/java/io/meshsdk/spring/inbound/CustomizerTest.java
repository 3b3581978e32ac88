package io.meshsdk.spring.inbound;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.spring.tomcat.MeshTomcatCustomizer;
import io.meshsdk.spring.tomcat.PlaintextConnections;
import io.meshsdk.spring.tomcat.ServerSslConflictException;
import io.meshsdk.spring.tomcat.TargetRules;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;

class CustomizerTest {
    @Test
    void refusesServerSslBesideTheMesh() {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        factory.setSsl(Ssl.forBundle("mine"));
        MeshTomcatCustomizer customizer = new MeshTomcatCustomizer(
                port -> ScriptedInbound.refusing("unused"), PlaintextConnections.CLOSED, new TargetRules(), () -> {
                    throw new AssertionError("unused");
                });

        assertThatThrownBy(() -> customizer.customize(factory))
                .isInstanceOf(ServerSslConflictException.class)
                .hasMessageContaining("server.ssl.*");
    }
}
