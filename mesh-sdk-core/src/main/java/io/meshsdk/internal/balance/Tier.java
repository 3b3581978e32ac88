package io.meshsdk.internal.balance;

import java.util.List;
import java.util.random.RandomGenerator;

/** Endpoints of one health and priority: all together, or by weighted localities. */
final class Tier {
    private final Pool[] pools;
    private final Schedule localities;

    private Tier(Pool[] pools, Schedule localities) {
        this.pools = pools;
        this.localities = localities;
    }

    static Tier of(Pool pool) {
        return new Tier(new Pool[] {pool}, Schedule.of(new long[] {1}, 0));
    }

    /**
     * @param weights effective, one for each pool; at least one is above 0
     */
    static Tier weighted(List<Pool> pools, long[] weights, RandomGenerator random) {
        return new Tier(pools.toArray(new Pool[0]), Schedule.of(weights, (int) random.nextLong()));
    }

    int pick(Load load, RandomGenerator random) {
        Pool pool = pools.length == 1 ? pools[0] : pools[localities.next()];
        return pool.pick(load, random);
    }
}
