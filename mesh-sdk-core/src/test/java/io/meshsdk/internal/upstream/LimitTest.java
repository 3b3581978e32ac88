package io.meshsdk.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.model.CircuitBreakers.RetryBudget;
import io.meshsdk.model.CircuitBreakers.Thresholds;
import java.util.Optional;
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
    void aRetryBudgetIsAShareOfTheRequestsThatAreOutAndStandsInThePlaceOfMaxRetries() {
        long none = 4_294_967_295L;
        Admission admission =
                Admission.of("orders", new Thresholds(1, 1, none, 0, Optional.of(new RetryBudget(20, 2))));
        for (int i = 0; i < 14; i++) {
            assertThat(admission.requests().tryAcquire()).isTrue();
        }
        // 2.8 of 14 is less than 3.
        assertThat(taken(admission.retries())).isEqualTo(2);

        for (int i = 0; i < 11; i++) {
            assertThat(admission.requests().tryAcquire()).isTrue();
        }
        assertThat(taken(admission.retries())).isEqualTo(3);

        admission.retries().release();
        assertThat(taken(admission.retries())).isEqualTo(1);
        for (int i = 0; i < 25; i++) {
            admission.requests().release();
        }
        assertThat(taken(admission.retries())).isZero();
    }

    @Test
    void aBudgetIsKeptUntilItOrTheRequestsItIsOfChange() {
        Optional<RetryBudget> budget = Optional.of(RetryBudget.DEFAULT);
        Admission admission = Admission.of("orders", new Thresholds(1, 1, 100, 0, budget));
        Admission other = admission.changed("orders", new Thresholds(9, 1, 100, 0, budget));
        assertThat(other.retries()).isSameAs(admission.retries());
        assertThat(other.requests()).isSameAs(admission.requests());

        Admission more = admission.changed("orders", new Thresholds(1, 1, 200, 0, budget));
        assertThat(taken(more.retries())).isEqualTo(3);
        Admission without = more.changed("orders", new Thresholds(1, 1, 200, 1));
        assertThat(taken(without.retries())).isEqualTo(1);
    }

    private static int taken(Limit limit) {
        int taken = 0;
        while (taken < 1_000 && limit.tryAcquire()) {
            taken++;
        }
        return taken;
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
