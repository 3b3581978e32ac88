package io.meshsdk.internal.xds.lastgood;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.meshsdk.internal.upstream.Clusters;
import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ads.ManualTime;
import io.meshsdk.model.Cluster;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader that breaks down must not leave anybody waiting. */
class LastGoodKeeperTest {
    private static final Binding BINDING = new Binding("n of c", "xds[127.0.0.1:1]");

    private final ManualTime time = new ManualTime();
    private final List<ConfigSink.Progress> told = new ArrayList<>();

    @TempDir
    Path directory;

    private LastGoodFile file;

    @BeforeEach
    void name() {
        file = new LastGoodFile(directory.resolve("last-good"), Duration.ofHours(24), 10_000);
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aParserThatBreaksDownMeansAFileThatIsNotUsed(Throwable defect) throws Exception {
        file.write(new Content(
                BINDING, Instant.EPOCH, List.of(new Kept(ResourceType.CLUSTER, "orders", ByteString.EMPTY))));
        List<Optional<Loaded>> heard = new ArrayList<>();

        keeper((type, bytes) -> false).load((type, name, bytes) -> broken(defect), heard::add);

        assertThat(heard).containsExactly(Optional.empty());
        assertThat(problems()).containsExactly("is not used: it cannot be read: " + defect);
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aSearchForSecretsThatBreaksDownIsToldAndTheNextWriteIsMade(Throwable defect) throws Exception {
        List<Throwable> planted = new ArrayList<>(List.of(defect));
        LastGoodKeeper keeper = keeper((type, bytes) -> {
            if (!planted.isEmpty()) {
                broken(planted.remove(0));
            }
            return false;
        });
        keeper.writeWhen(() -> true, () -> true);
        Cluster orders = Clusters.eds("orders");
        keeper.remembering((type, name, bytes) -> new Parsed.Accepted(orders, List.of()))
                .parse(ResourceType.CLUSTER, "orders", ByteString.EMPTY);
        keeper.updated(new ConfigSink.Update(
                ResourceType.CLUSTER, "1", Map.of("orders", orders), Set.of(), Set.of(), List.of(), List.of()));

        time.advance(Duration.ofSeconds(1));
        assertThat(problems()).hasSize(1);
        time.advance(Duration.ofHours(3));

        assertThat(problems()).isEmpty();
        assertThat(file.read(BINDING, time.now())).isPresent();
    }

    private static Stream<Throwable> defects() {
        return Stream.of(
                new IllegalStateException("planted"),
                new StackOverflowError(),
                new NoClassDefFoundError("planted"),
                new AssertionError("planted"));
    }

    private LastGoodKeeper keeper(LastGoodKeeper.Secrecy secrecy) {
        return new LastGoodKeeper(file, BINDING, secrecy, time, Runnable::run, Runnable::run, told::add);
    }

    private List<String> problems() {
        assertThat(told).isNotEmpty();
        return ((ConfigSink.Progress.LastGood) told.get(told.size() - 1)).problems();
    }

    private static Parsed broken(Throwable defect) {
        if (defect instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) defect;
    }
}
