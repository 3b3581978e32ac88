package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.ClusterLoadAssignment;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.ConfigSink.Progress;
import io.meshsdk.spi.Finding;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReportMetersTest {
    private static final ResourceType TYPE = ResourceType.CLUSTER_LOAD_ASSIGNMENT;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HandTime time = new HandTime();
    private final ReportBook book = new ReportBook(time);
    private final ReportMeters meters = new ReportMeters(registry, book, time);

    @Test
    void aStreamIsSeenComingAndGoing() {
        assertThat(gauge("mesh.xds.connected")).isZero();
        book.progress(new Progress.Connected("one"));
        assertThat(gauge("mesh.xds.connected")).isEqualTo(1);
        book.progress(new Progress.Disconnected("one", "reset"));
        assertThat(gauge("mesh.xds.connected")).isZero();
    }

    @Test
    void answersToResponsesAreCountedByType() {
        book.progress(new Progress.Acked(TYPE, "1"));
        book.progress(new Progress.Acked(TYPE, "2"));
        book.progress(new Progress.Nacked(TYPE, "3", "bad"));

        assertThat(counter("mesh.xds.acks", "cluster_load_assignment")).isEqualTo(2);
        assertThat(counter("mesh.xds.nacks", "cluster_load_assignment")).isEqualTo(1);
        assertThat(counter("mesh.xds.acks", "listener")).isZero();
    }

    @Test
    void whatIsKnownRefusedAndLeftOutIsSeen() {
        time.advance(Duration.ofSeconds(1));
        book.updated(new ConfigSink.Update(
                TYPE,
                "1",
                Map.of("orders", new ClusterLoadAssignment("orders", List.of(), 140)),
                Set.of(),
                Set.of(),
                List.of(new Finding.Rejected(TYPE, "bad", "endpoints", "none")),
                List.of(new Finding.Ignored(TYPE, "orders", "policy", "not supported"))));

        assertThat(registry.get("mesh.xds.resources")
                        .tag("type", "cluster_load_assignment")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(gauge("mesh.xds.rejected")).isEqualTo(1);
        assertThat(gauge("mesh.xds.ignored")).isEqualTo(1);
    }

    @Test
    void configurationAgesUntilTheNextUpdate() {
        assertThat(age()).as("before the first").isNaN();
        time.advance(Duration.ofSeconds(1));
        book.updated(new ConfigSink.Update(TYPE, "1", Map.of(), Set.of(), Set.of(), List.of(), List.of()));
        time.advance(Duration.ofSeconds(90));
        assertThat(age()).isEqualTo(90);
        book.updated(new ConfigSink.Update(TYPE, "2", Map.of(), Set.of(), Set.of(), List.of(), List.of()));
        assertThat(age()).isZero();
    }

    @Test
    void closingTakesTheMetersAway() {
        assertThat(registry.getMeters()).isNotEmpty();
        meters.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aSecondMeshOfARegistryDoesNotTakeTheFirstsMeters() {
        int first = registry.getMeters().size();
        new ReportMeters(registry, new ReportBook(time), time).close();
        assertThat(registry.getMeters()).hasSize(first);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double counter(String name, String type) {
        return registry.get(name).tag("type", type).functionCounter().count();
    }

    private double age() {
        return registry.get("mesh.config.age")
                .tag("type", "cluster_load_assignment")
                .timeGauge()
                .value(TimeUnit.SECONDS);
    }
}
