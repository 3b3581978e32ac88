package io.meshsdk.spring;

import io.meshsdk.Mesh;
import io.meshsdk.MeshBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The application's {@link Mesh}, where it has a bootstrap. */
@AutoConfiguration
@Conditional(OnMeshConfigured.class)
@EnableConfigurationProperties(MeshProperties.class)
class MeshAutoConfiguration {
    /**
     * Starts before the web server is made, because the server's connector asks it, and is closed after the server has stopped,
     * because beans are destroyed last: requests that are drained can still call out.
     */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Mesh mesh(
            MeshProperties properties,
            ObjectProvider<MeterRegistry> meters,
            ObjectProvider<OpenTelemetry> telemetry,
            ObjectProvider<MeshCustomizer> customizers) {
        MeshBuilder builder = Mesh.builder()
                .startTimeout(properties.startup().timeout())
                .unknownHosts(properties.outbound().unknown().choice());
        String bootstrap = properties.bootstrap();
        if (bootstrap != null) {
            builder.bootstrap(Path.of(bootstrap));
        }
        String lastGood = properties.lastGood().file();
        if (lastGood != null) {
            builder.lastGood(Path.of(lastGood))
                    .lastGoodMaxAge(properties.lastGood().maxAge());
        }
        properties.startup().preconnect().forEach(builder::preconnect);
        meters.ifUnique(builder::meterRegistry);
        telemetry.ifUnique(builder::openTelemetry);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.start();
    }
}
