package io.meshsdk.internal.balance;

import io.meshsdk.call.Locality;
import io.meshsdk.model.Cluster.LbPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Picks among endpoints as they are configured now: first a priority, by chance; then a locality, in turn, where
 * localities are weighted; then an endpoint, as the policy says. Another configuration is another balancer.
 *
 * <p>Safe for use by many threads, if the generator is.
 */
public final class Balancer {
    /** The answer where no endpoint may be called. */
    public static final int NOBODY = Pool.NOBODY;

    private record Level(Tier healthy, Tier degraded, Tier all) {}

    /** Parts of a locality's weight that its availability may take away. */
    private static final int AVAILABILITY_STEPS = 1_000;

    private final Level[] levels;
    private final PriorityLoads loads;

    private Balancer(Level[] levels, PriorityLoads loads) {
        this.levels = levels;
        this.loads = loads;
    }

    /**
     * @param overprovisioningFactor per cent
     * @param panicThreshold per cent; 0 knows no panic
     * @param localities whether their weights are heeded
     * @param random for where the turns begin
     */
    public static Balancer of(
            List<Member> members,
            LbPolicy policy,
            int overprovisioningFactor,
            double panicThreshold,
            Localities localities,
            RandomGenerator random) {
        int priorities = 1 + members.stream().mapToInt(Member::priority).max().orElse(0);
        Level[] levels = new Level[priorities];
        PriorityLoads.Counts[] counts = new PriorityLoads.Counts[priorities];
        for (int p = 0; p < priorities; p++) {
            int priority = p;
            Tiers tiers = new Tiers(members, policy, overprovisioningFactor, localities, random, priority);
            levels[p] = new Level(
                    tiers.of(Member::isHealthy), tiers.of(Member::isDegraded), Tier.of(tiers.pool(member -> true)));
            counts[p] = new PriorityLoads.Counts(
                    tiers.count(member -> true),
                    tiers.count(Member::isHealthy),
                    tiers.count(Member::isDegraded),
                    tiers.count(Member::isDraining));
        }
        return new Balancer(levels, PriorityLoads.of(counts, overprovisioningFactor, panicThreshold));
    }

    /** The index of an endpoint, or {@link #NOBODY}. */
    public int pick(Load load, RandomGenerator random) {
        if (loads.healthy()[0] == 100) {
            return of(0, levels[0].healthy).pick(load, random);
        }
        int point = Math.floorMod(random.nextLong(), 100);
        for (int p = 0; p < levels.length; p++) {
            point -= loads.healthy()[p];
            if (point < 0) {
                return of(p, levels[p].healthy).pick(load, random);
            }
        }
        for (int p = 0; p < levels.length; p++) {
            point -= loads.degraded()[p];
            if (point < 0) {
                return of(p, levels[p].degraded).pick(load, random);
            }
        }
        return NOBODY;
    }

    private Tier of(int priority, Tier tier) {
        return loads.panic()[priority] ? levels[priority].all : tier;
    }

    /** {@code locality_weighted_lb_config}. */
    public enum Localities {
        WEIGHTED,
        UNWEIGHTED
    }

    /** Builds the tiers of one priority. */
    private record Tiers(
            List<Member> members,
            LbPolicy policy,
            int overprovisioningFactor,
            Localities localities,
            RandomGenerator random,
            int priority) {
        int count(Predicate<Member> wanted) {
            return indexes(wanted).size();
        }

        Pool pool(Predicate<Member> wanted) {
            return Pool.of(indexes(wanted), members, policy, random);
        }

        Tier of(Predicate<Member> wanted) {
            if (localities == Localities.UNWEIGHTED) {
                return Tier.of(pool(wanted));
            }
            Map<Locality, List<Integer>> byLocality = new LinkedHashMap<>();
            for (int index : indexes(wanted)) {
                byLocality
                        .computeIfAbsent(members.get(index).locality(), unused -> new ArrayList<>())
                        .add(index);
            }
            List<Pool> pools = new ArrayList<>();
            List<Long> weights = new ArrayList<>();
            byLocality.forEach((locality, indexes) -> {
                // A locality without a weight gets nothing.
                long weight =
                        (long) members.get(indexes.get(0)).localityWeight() * availability(locality, indexes.size());
                if (weight > 0) {
                    pools.add(Pool.of(indexes, members, policy, random));
                    weights.add(weight);
                }
            });
            return pools.isEmpty()
                    ? Tier.of(Pool.of(List.of(), members, policy, random))
                    : Tier.weighted(
                            pools, weights.stream().mapToLong(Long::longValue).toArray(), random);
        }

        private long availability(Locality locality, int available) {
            int all = count(member -> member.locality().equals(locality) && !member.isDraining());
            return all == 0
                    ? 0
                    : Math.min(
                            AVAILABILITY_STEPS,
                            (long) overprovisioningFactor * AVAILABILITY_STEPS / 100 * available / all);
        }

        private List<Integer> indexes(Predicate<Member> wanted) {
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                if (members.get(i).priority() == priority && wanted.test(members.get(i))) {
                    found.add(i);
                }
            }
            return found;
        }
    }
}
