package io.meshsdk;

import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the mesh got, took, refused and left out, as of one moment. Holds no secret.
 *
 * @param server the management server that a stream is up to; empty while there is none
 * @param lastError why the last stream ended, or why there was none; empty where nothing went wrong
 * @param types by type, what came last
 * @param rejected resources refused, of which the former version, if any, stays in force
 * @param ignored fields that are not supported and have no say in security
 * @param lastGood the configuration that is kept on disk; empty where none is
 */
public record MeshReport(
        Optional<String> server,
        Optional<String> lastError,
        Map<ResourceType, TypeState> types,
        List<Finding.Rejected> rejected,
        List<Finding.Ignored> ignored,
        Optional<LastGood> lastGood) {
    public MeshReport {
        types = Map.copyOf(types);
        rejected = List.copyOf(rejected);
        ignored = List.copyOf(ignored);
    }

    /** What stands in the way, in a sentence. */
    String missing() {
        if (!rejected.isEmpty()) {
            return "rejected: " + rejected.get(0);
        }
        if (server.isEmpty()) {
            return lastError
                            .map(error -> "no management server can be reached: " + error)
                            .orElse("no management server has answered yet")
                    + lastGood.filter(kept -> !kept.problems().isEmpty())
                            .map(kept -> "; " + kept.file() + " " + String.join("; ", kept.problems()))
                            .orElse("");
        }
        List<String> silent = java.util.stream.Stream.of(ResourceType.LISTENER, ResourceType.CLUSTER)
                .filter(type -> !types.containsKey(type))
                .map(ResourceType::name)
                .toList();
        return silent.isEmpty()
                ? server.get() + " has answered, but what its resources name has not all come"
                : server.get() + " has sent no " + String.join(" and no ", silent);
    }

    /**
     * The configuration that is kept on disk for starts without a management server.
     *
     * @param inForce when a management server last stood for what is in force from the file; empty while what the servers say
     *     themselves is in force
     * @param problems why the file, or a part of it, is not read or written
     */
    public record LastGood(String file, Optional<Instant> inForce, List<String> problems) {
        public LastGood {
            problems = List.copyOf(problems);
        }
    }

    /**
     * One type of resource.
     *
     * @param version of the last response taken
     * @param resources how many are known
     * @param acks responses taken whole
     * @param nacks responses refused, wholly or in part
     * @param lastUpdateNanos on the clock of {@code Time.nanos()}; 0 where nothing came
     */
    public record TypeState(String version, int resources, long acks, long nacks, long lastUpdateNanos) {
        static final TypeState NONE = new TypeState("", 0, 0, 0, 0);
    }
}
