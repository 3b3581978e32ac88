package io.meshsdk.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.CircuitBreakers.Thresholds;
import org.junit.jupiter.api.Test;

class LimitTest {
    @Test
    void refusesAboveItsNumberUntilOneIsReleased() {
        Limit limit = Limit.of("x", 2);
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
        limit.release();
        assertThat(limit.tryAcquire()).isTrue();
    }

    @Test
    void zeroRefusesAllAndMoreThanAnIntIsNone() {
        assertThat(Limit.of("x", 0).tryAcquire()).isFalse();
        Limit none = Limit.of("x", 4_294_967_295L);
        assertThat(none.tryAcquire()).isTrue();
        none.release();
    }

    @Test
    void anInterruptedThreadIsNotAnOverflowAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        boolean acquired = Limit.of("x", 1).tryAcquire();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(acquired).isTrue();
    }

    @Test
    void aChangedLimitIsAnotherAndTheOthersStay() {
        Admission admission = Admission.of("orders", new Thresholds(1, 1, 1, 1));
        assertThat(admission.requests().tryAcquire()).isTrue();

        Admission changed = admission.changed("orders", new Thresholds(1, 1, 2, 1));

        assertThat(changed.retries()).isSameAs(admission.retries());
        assertThat(changed.requests().tryAcquire()).isTrue();
        assertThat(changed.requests().tryAcquire())
                .as("what the former gave counts there")
                .isTrue();
        admission.requests().release();
        assertThat(changed.requests().tryAcquire()).isFalse();
        assertThat(changed.changed("orders", new Thresholds(1, 1, 2, 1))).isSameAs(changed);
    }
}
