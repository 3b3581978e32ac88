package io.meshsdk.internal.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshsdk.call.Locality;
import io.meshsdk.model.Cluster.LbPolicy;
import io.meshsdk.model.ClusterLoadAssignment.HealthStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancerTest {
    private static final Load IDLE = endpoint -> 0;
    private final RandomGenerator random = new SplittableRandom(5);

    @Test
    void roundRobinIsStrictlyPeriodicByWeight() {
        Balancer balancer = balancer(new LbPolicy.RoundRobin(), weighted(1, 2, 3));
        int[] picks = picks(balancer, 60, IDLE);
        for (int start = 0; start + 6 <= picks.length; start++) {
            assertThat(counts(java.util.Arrays.copyOfRange(picks, start, start + 6), 3))
                    .containsExactly(1, 2, 3);
        }
    }

    @Test
    void leastRequestOfAnIdleClusterWithUnequalWeightsIsRoundRobinByWeight() {
        Balancer balancer = balancer(new LbPolicy.LeastRequest(2), weighted(1, 2, 3));
        assertThat(counts(picks(balancer, 6, IDLE), 3)).containsExactly(1, 2, 3);
    }

    @Test
    void leastRequestPrefersTheIdlerOfItsChoices() {
        Balancer balancer = balancer(new LbPolicy.LeastRequest(2), weighted(1, 1, 1));
        int[] counts = counts(picks(balancer, 9_000, endpoint -> endpoint == 0 ? 9 : 1), 3);
        // Both of two draws must hit the busy one: one in nine.
        assertThat(counts[0]).isBetween(850, 1_150);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10})
    void choicesAreDrawnWithReplacement(int choices) {
        Balancer balancer = balancer(new LbPolicy.LeastRequest(choices), weighted(1, 1, 1));
        int[] counts = counts(picks(balancer, 20_000, endpoint -> endpoint == 0 ? 0 : 5), 3);
        double missed = 20_000 * Math.pow(2 / 3.0, choices);
        assertThat(20_000.0 - counts[0]).isBetween(missed * 0.75, missed * 1.3);
    }

    @Test
    void drainingEndpointsGetNothingWhileOthersAreHealthy() {
        Balancer balancer = balancer(
                new LbPolicy.Random(),
                List.of(
                        member(HealthStatus.HEALTHY),
                        member(HealthStatus.HEALTHY),
                        member(HealthStatus.DRAINING),
                        member(HealthStatus.DRAINING),
                        member(HealthStatus.DRAINING)));
        assertThat(picks(balancer, 500, IDLE)).containsOnly(0, 1);
    }

    @Test
    void inPanicAllAreCalledDrainingOnesToo() {
        Balancer balancer = balancer(
                new LbPolicy.Random(),
                List.of(
                        member(HealthStatus.HEALTHY),
                        member(HealthStatus.UNHEALTHY),
                        member(HealthStatus.DRAINING),
                        member(HealthStatus.TIMEOUT)));
        assertThat(picks(balancer, 500, IDLE)).contains(0, 1, 2, 3);
    }

    @Test
    void aClusterOfDrainingEndpointsAloneServes() {
        assertThat(balancer(new LbPolicy.RoundRobin(), List.of(member(HealthStatus.DRAINING)))
                        .pick(IDLE, random))
                .isZero();
    }

    @Test
    void nobodyIsThereWithoutEndpointsOrWithoutPanic() {
        assertThat(balancer(new LbPolicy.RoundRobin(), List.of()).pick(IDLE, random))
                .isEqualTo(Balancer.NOBODY);
        Balancer calm = Balancer.of(
                List.of(member(HealthStatus.UNHEALTHY)),
                new LbPolicy.RoundRobin(),
                140,
                0,
                Balancer.Localities.UNWEIGHTED,
                random);
        assertThat(calm.pick(IDLE, random)).isEqualTo(Balancer.NOBODY);
    }

    @Test
    void aPriorityTakesOverWhatTheOneAboveCannotServe() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            members.add(new Member(i < 5 ? HealthStatus.HEALTHY : HealthStatus.UNHEALTHY, 1, Locality.NONE, 0, 0));
        }
        members.add(new Member(HealthStatus.HEALTHY, 1, Locality.NONE, 0, 1));
        int[] picks = picks(balancer(new LbPolicy.Random(), members), 10_000, IDLE);
        // 50 % healthy times 1.4 is 70 %; the rest goes on.
        assertThat(counts(picks, 11)[10]).isBetween(2_800, 3_200);
    }

    @Test
    void weightedLocalitiesTakeTurnsByAvailability() {
        Locality a = new Locality("r", "a", "");
        Locality b = new Locality("r", "b", "");
        List<Member> members = new ArrayList<>();
        members.add(new Member(HealthStatus.HEALTHY, 1, a, 1, 0));
        members.add(new Member(HealthStatus.HEALTHY, 1, b, 3, 0));
        members.add(new Member(HealthStatus.UNHEALTHY, 1, b, 3, 0));
        Balancer balancer =
                Balancer.of(members, new LbPolicy.RoundRobin(), 140, 50, Balancer.Localities.WEIGHTED, random);
        // 1 : 3 times 0.7, as Envoy had it.
        assertThat(counts(picks(balancer, 1_000, IDLE), 3)[0]).isBetween(322, 324);
    }

    @Test
    void aLocalityWithoutAWeightGetsNothingOnceWeightsCount() {
        List<Member> members = List.of(
                new Member(HealthStatus.HEALTHY, 1, new Locality("r", "a", ""), 0, 0),
                new Member(HealthStatus.HEALTHY, 1, new Locality("r", "b", ""), 1, 0));
        Balancer balancer = Balancer.of(members, new LbPolicy.Random(), 140, 50, Balancer.Localities.WEIGHTED, random);
        assertThat(picks(balancer, 100, IDLE)).containsOnly(1);
    }

    private Balancer balancer(LbPolicy policy, List<Member> members) {
        return Balancer.of(members, policy, 140, 50, Balancer.Localities.UNWEIGHTED, random);
    }

    private int[] picks(Balancer balancer, int times, Load load) {
        int[] picks = new int[times];
        for (int i = 0; i < times; i++) {
            picks[i] = balancer.pick(load, random);
        }
        return picks;
    }

    private static int[] counts(int[] picks, int endpoints) {
        int[] counts = new int[endpoints];
        for (int pick : picks) {
            counts[pick]++;
        }
        return counts;
    }

    private static Member member(HealthStatus health) {
        return new Member(health, 1, Locality.NONE, 0, 0);
    }

    private static List<Member> weighted(int... weights) {
        List<Member> members = new ArrayList<>();
        for (int weight : weights) {
            members.add(new Member(HealthStatus.HEALTHY, weight, Locality.NONE, 0, 0));
        }
        return members;
    }
}
