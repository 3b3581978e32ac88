package io.meshsdk.internal.balance;

import io.meshsdk.model.Cluster.LbPolicy;
import java.util.List;
import java.util.random.RandomGenerator;

/** Endpoints of one health, priority and perhaps locality, among which the policy picks. */
final class Pool {
    static final int NOBODY = -1;

    private enum Kind {
        ROUND_ROBIN,
        LEAST_REQUEST,
        RANDOM
    }

    private final int[] endpoints;
    private final Kind kind;
    private final int choices;
    private final Schedule schedule;

    private Pool(int[] endpoints, Kind kind, int choices, Schedule schedule) {
        this.endpoints = endpoints;
        this.kind = kind;
        this.choices = choices;
        this.schedule = schedule;
    }

    static Pool of(List<Integer> endpoints, List<Member> members, LbPolicy policy, RandomGenerator random) {
        LbPolicy used = policy instanceof LbPolicy.Substituted substituted ? substituted.used() : policy;
        long[] weights = endpoints.stream()
                .mapToLong(endpoint -> Math.max(1, members.get(endpoint).weight()))
                .toArray();
        return new Pool(
                endpoints.stream().mapToInt(Integer::intValue).toArray(),
                used instanceof LbPolicy.RoundRobin
                        ? Kind.ROUND_ROBIN
                        : used instanceof LbPolicy.LeastRequest ? Kind.LEAST_REQUEST : Kind.RANDOM,
                used instanceof LbPolicy.LeastRequest least ? Math.max(2, least.choiceCount()) : 1,
                Schedule.of(weights.length == 0 ? new long[] {1} : weights, (int) random.nextLong()));
    }

    boolean isEmpty() {
        return endpoints.length == 0;
    }

    int pick(Load load, RandomGenerator random) {
        if (endpoints.length <= 1) {
            return endpoints.length == 0 ? NOBODY : endpoints[0];
        }
        return switch (kind) {
            case ROUND_ROBIN -> endpoints[schedule.next()];
            // As in Envoy, chance heeds no weights.
            case RANDOM -> endpoints[Integer.remainderUnsigned((int) random.nextLong(), endpoints.length)];
            case LEAST_REQUEST -> leastRequest(load, random);
        };
    }

    /**
     * The least busy of several drawn with replacement. With unequal weights the first is the schedule's turn, so that an
     * idle cluster is served strictly by weight, and the others are drawn by weight. Differs from Envoy, whose schedule
     * shrinks weights by what is in flight: that takes a lock among callers.
     */
    private int leastRequest(Load load, RandomGenerator random) {
        long drawn = random.nextLong();
        int best = endpoints[schedule.isEven() ? schedule.any((int) drawn) : schedule.next()];
        int least = load.active(best);
        for (int i = 1; i < choices; i++) {
            // One number holds two choices.
            drawn = (i & 1) == 1 ? drawn >>> 32 : random.nextLong();
            int other = endpoints[schedule.any((int) drawn)];
            int active = load.active(other);
            if (active < least) {
                best = other;
                least = active;
            }
        }
        return best;
    }
}
