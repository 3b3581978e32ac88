package io.meshsdk.internal.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.internal.balance.PriorityLoads.Counts;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriorityLoadsTest {
    @ParameterizedTest(name = "{0} healthy and {1} degraded of {2} at {3} %: panic {4}")
    @CsvSource({
        "2, 1, 6, 50, false",
        "2, 0, 4, 50, false",
        "2, 0, 4, 51, true",
        "3, 0, 4, 90, false",
        "1, 0, 4, 50, true",
        "1, 0, 4, 0, false",
    })
    void panicIsJudgedOnHealthyAndDegraded(int healthy, int degraded, int all, double threshold, boolean panic) {
        PriorityLoads loads = PriorityLoads.of(new Counts[] {new Counts(all, healthy, degraded, 0)}, 140, threshold);
        assertThat(loads.panic()[0]).isEqualTo(panic);
    }

    @ParameterizedTest(name = "{0} of 10, then {1} of 10: {2}/{3}")
    @CsvSource({"10, 10, 100, 0", "8, 10, 100, 0", "7, 10, 98, 2", "5, 10, 70, 30", "0, 10, 0, 100", "2, 2, 50, 50"})
    void sharesGoDownThePriorities(int first, int second, int expectedFirst, int expectedSecond) {
        PriorityLoads loads =
                PriorityLoads.of(new Counts[] {new Counts(10, first, 0, 0), new Counts(10, second, 0, 0)}, 140, 0);
        assertThat(loads.healthy()).containsExactly(expectedFirst, expectedSecond);
    }

    @Property(tries = 500, seed = "21")
    void sharesAddUpToAHundred(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 5) Integer> healthy,
            @ForAll @IntRange(max = 5) int degraded,
            @ForAll @IntRange(max = 5) int sick,
            @ForAll @IntRange(max = 100) int threshold) {
        Counts[] counts = healthy.stream()
                .map(up -> new Counts(up + degraded + sick, up, degraded, 0))
                .toArray(Counts[]::new);
        PriorityLoads loads = PriorityLoads.of(counts, 140, threshold);
        assertThat(Arrays.stream(loads.healthy()).sum()
                        + Arrays.stream(loads.degraded()).sum())
                .isEqualTo(100);
    }
}
