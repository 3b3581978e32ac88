package io.meshsdk.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeTimeTest {
    private final FakeTime time = new FakeTime();
    private final List<String> ran = new ArrayList<>();

    @Test
    void standsStillUntilAdvanced() {
        long before = time.nanos();
        var now = time.now();

        time.advance(Duration.ofMillis(5));

        assertThat(time.nanos() - before).isEqualTo(5_000_000);
        assertThat(Duration.between(now, time.now())).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void runsTimersInTheOrderInWhichTheyAreDueEachAtItsOwnTime() {
        at(30, "c");
        at(10, "a");
        at(10, "b");
        at(31, "later");

        time.advance(Duration.ofMillis(30));

        assertThat(ran).containsExactly("a@10", "b@10", "c@30");
        assertThat(time.untilNext()).contains(Duration.ofMillis(1));
        assertThat(time.pending()).isOne();
    }

    @Test
    void neverRunsATimerInsideSchedule() {
        at(0, "now");
        assertThat(ran).isEmpty();

        time.runDue();
        assertThat(ran).containsExactly("now@0");
    }

    @Test
    void runsWhatATimerSchedulesWithinTheSameAdvance() {
        time.schedule(Duration.ofMillis(1), () -> at(1, "nested"));

        time.advance(Duration.ofMillis(2));

        assertThat(ran).containsExactly("nested@2");
    }

    @Test
    void aCancelledTimerDoesNotRun() {
        var timer = time.schedule(Duration.ofMillis(1), () -> ran.add("cancelled"));
        timer.cancel();

        time.advance(Duration.ofSeconds(1));

        assertThat(ran).isEmpty();
        assertThat(time.untilNext()).isEmpty();
    }

    private void at(long millis, String name) {
        time.schedule(Duration.ofMillis(millis), () -> ran.add(name + "@" + time.nanos() / 1_000_000));
    }
}
