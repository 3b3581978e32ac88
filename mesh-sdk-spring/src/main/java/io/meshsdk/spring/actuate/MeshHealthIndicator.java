package io.meshsdk.spring.actuate;

import io.meshsdk.Mesh;
import io.meshsdk.MeshReport;
import io.meshsdk.spring.tomcat.ServedPort;
import java.util.Optional;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether the application can be called: out of service while the mesh accepts no connection at all to its port, because the
 * configuration, the listener or its secrets are not there. Without a control plane the last good configuration serves, so that
 * is no failure. Of reasons it says which, and no more: {@code /actuator/mesh} has the words.
 */
public final class MeshHealthIndicator extends AbstractHealthIndicator {
    private final Mesh mesh;
    private final Optional<ServedPort> port;

    /**
     * @param port that the mesh serves; empty where it serves none
     */
    public MeshHealthIndicator(Mesh mesh, Optional<ServedPort> port) {
        super("the mesh cannot be asked");
        this.mesh = mesh;
        this.port = port;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        MeshReport report = mesh.report();
        builder.up();
        port.ifPresent(served -> {
            boolean closed = served.closed().isPresent();
            builder.withDetail("inbound", closed ? "closed" : "open");
            if (closed) {
                builder.outOfService();
            }
        });
        builder.withDetail("controlPlane", report.server().isPresent() ? "connected" : "not connected");
        builder.withDetail("rejectedResources", report.rejected().size());
    }
}
