package io.meshsdk.spring.actuate;

import io.meshsdk.Mesh;
import io.meshsdk.MeshReport;
import io.meshsdk.spi.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/mesh}: what the mesh got, took, refused and left out. Read-only. */
@Endpoint(id = "mesh", defaultAccess = Access.READ_ONLY)
public final class MeshEndpoint {
    private final Mesh mesh;

    public MeshEndpoint(Mesh mesh) {
        this.mesh = mesh;
    }

    @ReadOperation
    public Summary summary() {
        MeshReport report = mesh.report();
        Map<String, Type> types = new TreeMap<>();
        report.types()
                .forEach((type, state) -> types.put(
                        type.name(), new Type(state.version(), state.resources(), state.acks(), state.nacks())));
        return new Summary(
                report.server().orElse(""),
                report.lastError().orElse(""),
                types,
                report.rejected().stream().map(MeshEndpoint::found).toList(),
                report.ignored().stream().map(MeshEndpoint::found).toList(),
                report.lastGood().map(MeshEndpoint::kept).stream().toList());
    }

    private static Kept kept(MeshReport.LastGood lastGood) {
        return new Kept(
                lastGood.file(), lastGood.inForce().map(Instant::toString).orElse(""), lastGood.problems());
    }

    private static Found found(Finding finding) {
        String why = finding instanceof Finding.Rejected rejected ? rejected.why() : ((Finding.Ignored) finding).why();
        return new Found(finding.type().name(), finding.resource(), finding.field(), why);
    }

    /**
     * The state of the mesh.
     *
     * @param controlPlane that a stream is up to; empty while there is none: what was last good stays in force
     * @param lastGood the one file, where configuration is kept on disk
     */
    public record Summary(
            String controlPlane,
            String lastError,
            Map<String, Type> types,
            List<Found> rejected,
            List<Found> ignored,
            List<Kept> lastGood) {}

    /**
     * The configuration that is kept on disk.
     *
     * @param inForceOf when a server last stood for what is in force from the file; empty while servers' own is
     */
    public record Kept(String file, String inForceOf, List<String> problems) {}

    /** One type of resource. */
    public record Type(String version, int resources, long acks, long nacks) {}

    /** Something about a resource. */
    public record Found(String type, String resource, String field, String why) {}
}
