package io.meshsdk.interop;

import java.util.List;
import java.util.SplittableRandom;

/** Chance that can be had again by its seed. */
record Dice(SplittableRandom random) {
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** True once in {@code times}. */
    boolean one(int times) {
        return random.nextInt(times) == 0;
    }

    <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
