package io.meshsdk.internal.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.config.Demands.Answer;
import io.meshsdk.internal.xds.ads.ManualTime;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.ConfigSink;
import io.meshsdk.spi.Finding;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemandsTest {
    private final ManualTime time = new ManualTime();
    private final Queue<Runnable> control = new ArrayDeque<>();
    private final Demands demands = new Demands(authority -> "listener/" + authority, time, control::add);
    private int changes;
    private int answers;

    DemandsTest() {
        demands.onChange(() -> changes++);
        demands.onAnswer(() -> answers++);
    }

    @Test
    void manyNamesThatComeAtOnceAreAskedForAtOnce() {
        want("a");
        want("b");
        want("a");

        runControl();

        assertThat(changes).isEqualTo(1);
        assertThat(demands.names()).containsExactly("listener/a", "listener/b");
    }

    @Test
    void oneMoreThanTheCapIsRefusedUntilOthersAreDropped() {
        for (int i = 0; i < Demands.MOST; i++) {
            want("host-" + i);
        }
        assertThat(demands.of("one-more", time.nanos())).isNull();
        assertThat(demands.named("one-more", time.nanos())).isNull();
        assertThat(demands.of("host-0", time.nanos())).isNotNull();
        assertThat(demands.names()).hasSize(Demands.MOST);

        time.advance(Demands.IDLE);

        assertThat(demands.names()).isEmpty();
        assertThat(demands.of("one-more", time.nanos())).isNotNull();
    }

    @Test
    void whatNoHostIsCalledIsNotAskedFor() {
        assertThat(demands.of("", 0)).isNull();
        assertThat(demands.of("x".repeat(513), 0)).isNull();
        runControl();
        assertThat(changes).isZero();
        assertThat(demands.names()).isEmpty();
    }

    @Test
    void namesInUseStayAndIdleOnesAreDroppedWithWhatWasSaidOfThem() {
        Demands.Demand idle = want("idle");
        want("used");
        demands.serve("served");
        demands.answered(absent("listener/idle"));
        assertThat(demands.answer(idle)).isEqualTo(new Answer.Absent());
        for (int minute = 0; minute < 10; minute++) {
            want("used");
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(demands.names()).containsExactly("listener/used", "served");
        assertThat(demands.answer(idle)).isNull();
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void whatTheControlPlaneRefusesToTellOrTellsBadlyIsNotAbsent() {
        Demands.Demand bad = want("bad");
        Demands.Demand silent = want("silent");
        Demands.Demand none = want("none");
        demands.answered(new ConfigSink.Update(
                ResourceType.LISTENER,
                "1",
                Map.of(),
                Set.of(),
                Set.of("listener/bad", "listener/none"),
                List.of(new Finding.Rejected(ResourceType.LISTENER, "listener/bad", "address", "is bad")),
                List.of()));
        demands.unanswered(Set.of("listener/silent"));
        demands.answered(absent("listener/silent"));

        assertThat(demands.answer(bad)).isEqualTo(new Answer.Unusable("address: is bad"));
        assertThat(demands.answer(silent)).isInstanceOf(Answer.Unusable.class);
        assertThat(demands.answer(none)).isEqualTo(new Answer.Absent());
        assertThat(answers).isEqualTo(2);
    }

    @Test
    void aListenerThatIsThereHasNoAnswerInItsPlace() {
        Demands.Demand late = want("late");
        demands.unanswered(Set.of("listener/late"));

        demands.answered(new ConfigSink.Update(
                ResourceType.LISTENER,
                "1",
                Map.of("listener/late", ConfigStoreTest.listener("listener/late", "r")),
                Set.of(),
                Set.of(),
                List.of(),
                List.of()));

        assertThat(demands.answer(late)).isNull();
    }

    private Demands.Demand want(String authority) {
        return requireNonNull(demands.of(authority, time.nanos()));
    }

    private void runControl() {
        while (!control.isEmpty()) {
            control.remove().run();
        }
    }

    private static ConfigSink.Update absent(String name) {
        return new ConfigSink.Update(
                ResourceType.LISTENER, "1", Map.of(), Set.of(), Set.of(name), List.of(), List.of());
    }
}
