package io.meshsdk;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.xds.ads.Items;
import io.meshsdk.internal.xds.ads.ManualTime;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink.Progress;
import io.meshsdk.spi.ConfigSink.Update;
import io.meshsdk.spi.Finding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportBookTest {
    private static final ResourceType EDS = ResourceType.CLUSTER_LOAD_ASSIGNMENT;

    private final ReportBook book = new ReportBook(new ManualTime());

    @Test
    void whatIsAskedForNoMoreIsNeitherCountedNorReported() {
        book.updated(new Update(
                EDS,
                "1",
                Map.of("a", Items.resource(EDS, "a", 1), "b", Items.resource(EDS, "b", 1)),
                Set.of(),
                Set.of(),
                List.of(refusal("c")),
                List.of()));
        assertThat(known()).isEqualTo(2);

        book.released(EDS, Set.of("b", "c"));
        assertThat(known()).isEqualTo(1);
        assertThat(book.current().rejected()).isEmpty();
    }

    @Test
    void whatHasNoNameIsReportedUntilTheNextResponseThatIsTaken() {
        book.updated(new Update(EDS, "1", Map.of(), Set.of(), Set.of(), List.of(refusal("")), List.of()));
        book.progress(new Progress.Nacked(EDS, "1", "garbage"));
        assertThat(book.current().rejected()).hasSize(1);

        book.progress(new Progress.Acked(EDS, "2"));
        assertThat(book.current().rejected()).isEmpty();
    }

    private int known() {
        return requireNonNull(book.current().types().get(EDS)).resources();
    }

    private static Finding.Rejected refusal(String name) {
        return new Finding.Rejected(EDS, name, "", "is bad");
    }
}
