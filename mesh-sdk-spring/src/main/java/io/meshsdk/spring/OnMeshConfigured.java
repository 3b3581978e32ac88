package io.meshsdk.spring;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.ClassMetadata;

/** Whether the application says where its mesh's configuration comes from. */
final class OnMeshConfigured extends SpringBootCondition implements ConfigurationCondition {
    private static final Logger LOG = LoggerFactory.getLogger("io.meshsdk.spring");
    static final List<String> BOOTSTRAPS = List.of("mesh.bootstrap", "GRPC_XDS_BOOTSTRAP", "GRPC_XDS_BOOTSTRAP_CONFIG");

    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.PARSE_CONFIGURATION;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment environment = context.getEnvironment();
        ConditionMessage.Builder message = ConditionMessage.forCondition("mesh");
        boolean bootstrapped = BOOTSTRAPS.stream().anyMatch(environment::containsProperty);
        if (!environment.getProperty("mesh.enabled", Boolean.class, true)) {
            if (bootstrapped && isFirst(metadata)) {
                LOG.warn(
                        "mesh.enabled is false: the mesh is switched off. Calls go out in plaintext, past every policy;"
                                + " calls that come in are not checked.");
            }
            return ConditionOutcome.noMatch(message.because("mesh.enabled is false"));
        }
        MeshKeys keys = MeshKeys.of(environment);
        if (!keys.unknown().isEmpty()) {
            throw new UnknownMeshPropertyException(keys.unknown().get(0));
        }
        if (bootstrapped) {
            MeshVersions.check();
            return ConditionOutcome.match(message.because("there is a bootstrap"));
        }
        if (environment.getProperty("mesh.required", Boolean.class, false)) {
            throw new MeshNotConfiguredException("mesh.required is true");
        }
        // Somebody counts on what he wrote there: an application that starts without it would be a trap.
        if (!keys.known().isEmpty()) {
            throw new MeshNotConfiguredException(keys.known().get(0) + " is set");
        }
        if (isFirst(metadata)) {
            LOG.info("The mesh is inactive: neither mesh.bootstrap nor GRPC_XDS_BOOTSTRAP is set.");
        }
        return ConditionOutcome.noMatch(message.because("neither mesh.bootstrap nor GRPC_XDS_BOOTSTRAP is set"));
    }

    /** Several configurations ask; one of them speaks. */
    private static boolean isFirst(AnnotatedTypeMetadata metadata) {
        return metadata instanceof ClassMetadata type
                && type.getClassName().equals(MeshAutoConfiguration.class.getName());
    }
}
