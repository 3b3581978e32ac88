package io.meshsdk.spring;

import io.meshsdk.MeshStartException;
import io.meshsdk.spring.servlet.PlaintextPathException;
import io.meshsdk.spring.tomcat.ServerSslConflictException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in a sentence why an application with a mesh does not start, and what to do. */
final class MeshFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, RuntimeException any) {
        for (Throwable cause = root; cause != null; cause = cause.getCause()) {
            String action = action(cause);
            if (action != null) {
                return new FailureAnalysis(String.valueOf(cause.getMessage()), action, cause);
            }
        }
        return null;
    }

    private static @Nullable String action(Throwable cause) {
        if (cause instanceof MeshStartException) {
            return "Correct what is named there, or set mesh.enabled=false to start without the mesh.";
        }
        if (cause instanceof MeshNotConfiguredException) {
            return "Set mesh.bootstrap to the path of an Envoy or gRPC bootstrap, or mesh.enabled=false to start"
                    + " without the mesh.";
        }
        if (cause instanceof UnknownMeshPropertyException) {
            return "Correct or remove it. What there is stands in docs/spring.md; what the control plane and identity"
                    + " are stands in the file that mesh.bootstrap names.";
        }
        if (cause instanceof UnsupportedVersionException) {
            return "Use Spring Boot 4.0 or newer with the Netty that it manages, or set mesh.enabled=false to start"
                    + " without the mesh.";
        }
        if (cause instanceof UnmeshedServerException) {
            return "Use spring-boot-starter-webmvc with Tomcat, or set mesh.inbound.enabled=false to serve the port"
                    + " past the mesh.";
        }
        if (cause instanceof PlaintextPathException) {
            return "Name paths such as /livez, or /actuator/health/** for all below; mesh.inbound.enabled=false serves"
                    + " every path past the mesh.";
        }
        if (cause instanceof ServerSslConflictException) {
            return "Remove server.ssl.*, or set mesh.inbound.enabled=false to serve the port past the mesh.";
        }
        return null;
    }
}
