package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshsdk.transport.Adapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptersTest {
    private final Adapters adapters = new Adapters();
    private final List<String> closed = new ArrayList<>();

    @Test
    void thereIsOneOfEachTypeUntilTheMeshEnds() {
        First first = adapters.get(First.class, First::new);
        assertThat(adapters.get(First.class, First::new)).isSameAs(first);
        adapters.get(Second.class, Second::new);

        adapters.close(Duration.ofSeconds(3));

        assertThat(closed).containsExactly("first PT3S", "second PT3S");
    }

    @Test
    void aClosedMeshMakesNoneAndClosesNoneTwice() {
        adapters.get(First.class, First::new);
        adapters.close(Duration.ZERO);
        adapters.close(Duration.ZERO);

        assertThat(closed).hasSize(1);
        assertThatThrownBy(() -> adapters.get(First.class, First::new)).hasMessage("the mesh is closed");
    }

    private final class First implements Adapter {
        @Override
        public void close(Duration drain) {
            closed.add("first " + drain);
        }
    }

    private final class Second implements Adapter {
        @Override
        public void close(Duration drain) {
            closed.add("second " + drain);
        }
    }
}
