package io.meshsdk.internal.xds.ads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesStayBelowABoundThatDoublesUpToAMaximum() {
        var backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), new Random(7));

        for (long bound : new long[] {500, 1000, 2000, 4000, 8000, 16000, 30000, 30000}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(bound / 10), Duration.ofMillis(bound));
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(500));
    }
}
