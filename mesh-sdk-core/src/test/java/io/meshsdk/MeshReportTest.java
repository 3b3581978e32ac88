package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeshReportTest {
    private static final Optional<String> NO_SERVER = Optional.empty();
    private static final Optional<String> NO_ERROR = Optional.empty();

    @Test
    void whatWasRejectedIsNamedFirst() {
        MeshReport report = new MeshReport(
                NO_SERVER,
                Optional.of("one: reset"),
                Map.of(),
                List.of(new Finding.Rejected(ResourceType.CLUSTER, "orders", "lb_policy", "is not known")),
                List.of(),
                Optional.empty());

        assertThat(report.missing()).startsWith("rejected: ").contains("orders", "lb_policy", "is not known");
    }

    @Test
    void aServerThatCannotBeReachedIsNamedWithTheReason() {
        assertThat(report(NO_SERVER, Optional.of("one:15010: refused")).missing())
                .isEqualTo("no management server can be reached: one:15010: refused");
        assertThat(report(NO_SERVER, NO_ERROR).missing()).isEqualTo("no management server has answered yet");
    }

    @Test
    void theTypesThatDidNotComeAreNamed() {
        Optional<String> server = Optional.of("one:15010");

        assertThat(report(server, NO_ERROR).missing()).isEqualTo("one:15010 has sent no LISTENER and no CLUSTER");
        assertThat(report(server, NO_ERROR, ResourceType.CLUSTER).missing())
                .isEqualTo("one:15010 has sent no LISTENER");
        assertThat(report(server, NO_ERROR, ResourceType.CLUSTER, ResourceType.LISTENER)
                        .missing())
                .isEqualTo("one:15010 has answered, but what its resources name has not all come");
    }

    private static MeshReport report(Optional<String> server, Optional<String> error, ResourceType... came) {
        Map<ResourceType, MeshReport.TypeState> types = new HashMap<>();
        for (ResourceType type : came) {
            types.put(type, MeshReport.TypeState.NONE);
        }
        return new MeshReport(server, error, types, List.of(), List.of(), Optional.empty());
    }
}
