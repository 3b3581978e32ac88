package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Any;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.load_balancing_policies.random.v3.Random;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin;
import io.meshsdk.internal.proto.io.envoyproxy.envoy.extensions.load_balancing_policies.wrr_locality.v3.WrrLocality;
import io.meshsdk.model.Cluster.LbPolicy;
import java.util.Optional;
import java.util.Set;

/** {@code lb_policy}, and {@code load_balancing_policy}, which takes its place. */
final class LoadBalancing {
    private static final Set<String> LIST = Set.of("policies");
    private static final Set<String> ENTRY = Set.of("typed_extension_config");
    private static final Set<String> EXTENSION = Set.of("name", "typed_config");
    private static final Set<String> LOCALITY_CONFIG = Set.of("locality_lb_config");
    private static final Set<String> LEAST_REQUEST = Set.of("choice_count", "locality_lb_config");
    private static final Set<String> WEIGHTED = Set.of("locality_weighted_lb_config");
    private static final Set<String> WRR = Set.of("endpoint_picking_policy");
    private static final Set<String> CHOICES = Set.of("choice_count");

    /** What Envoy has and this version has not; endpoints are then taken in turn. */
    private static final Set<String> SUBSTITUTED = Set.of(
            "envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash",
            "envoy.extensions.load_balancing_policies.maglev.v3.Maglev",
            "envoy.extensions.load_balancing_policies.subset.v3.Subset",
            "envoy.extensions.load_balancing_policies.override_host.v3.OverrideHost",
            "envoy.extensions.load_balancing_policies.client_side_weighted_round_robin.v3.ClientSideWeightedRoundRobin",
            "envoy.extensions.load_balancing_policies.pick_first.v3.PickFirst",
            "envoy.extensions.load_balancing_policies.cluster_provided.v3.ClusterProvided");

    /** One in another, each in an {@code Any}, so that protobuf's own limit does not see it. As gRPC. */
    private static final int DEEPEST = 16;

    private static final long LARGEST_TABLE = 5_000_011;
    private static final long RING_LEAST = 1024;
    private static final long RING_MOST = 8 * 1024 * 1024;

    private LoadBalancing() {}

    record Chosen(LbPolicy policy, boolean localityWeighted) {}

    static Chosen of(Cluster proto, Reading reading) {
        rings(proto, reading);
        if (proto.hasLoadBalancingPolicy()) {
            Optional<Chosen> known = known(proto.getLoadBalancingPolicy(), reading, 0);
            if (known.isEmpty()) {
                reading.refuse(proto, "load_balancing_policy", "none of its policies is known");
            }
            return known.orElse(new Chosen(new LbPolicy.RoundRobin(), false));
        }
        LbPolicy policy = switch (proto.getLbPolicy()) {
            case ROUND_ROBIN -> new LbPolicy.RoundRobin();
            case LEAST_REQUEST -> {
                reading.read(proto.getLeastRequestLbConfig(), CHOICES);
                yield new LbPolicy.LeastRequest(
                        Values.clamped(Values.uint32(proto.getLeastRequestLbConfig(), "choice_count")
                                .orElse(2L)));
            }
            case RANDOM -> new LbPolicy.Random();
            case LOAD_BALANCING_POLICY_CONFIG -> {
                reading.refuse(proto, "load_balancing_policy", "must be set with this lb_policy");
                yield new LbPolicy.RoundRobin();
            }
            case CLUSTER_PROVIDED -> {
                if (!proto.hasClusterType() && proto.getType() != Cluster.DiscoveryType.ORIGINAL_DST) {
                    reading.refuse(proto, "lb_policy", "a cluster of type " + proto.getType() + " provides none");
                }
                yield new LbPolicy.Substituted("CLUSTER_PROVIDED", new LbPolicy.RoundRobin());
            }
            default -> {
                String asked = proto.getLbPolicy().name();
                reading.ignore(proto, "lb_policy", asked + " is not supported: endpoints are taken in turn");
                yield new LbPolicy.Substituted(asked, new LbPolicy.RoundRobin());
            }
        };
        if (proto.hasLbSubsetConfig()) {
            reading.ignore(proto, "lb_subset_config", "not supported: all endpoints are taken as one set");
            policy = new LbPolicy.Substituted("lb_subset_config", policy);
        }
        return new Chosen(policy, false);
    }

    /** The first policy that is known, as for Envoy. */
    private static Optional<Chosen> known(LoadBalancingPolicy proto, Reading reading, int depth) {
        if (depth == DEEPEST) {
            reading.refuse(proto, "policies", "policies are nested deeper than " + DEEPEST);
            return Optional.empty();
        }
        reading.read(proto, LIST);
        for (int i = 0; i < proto.getPoliciesCount(); i++) {
            LoadBalancingPolicy.Policy entry = proto.getPolicies(i);
            reading.read(entry, ENTRY);
            reading.read(entry.getTypedExtensionConfig(), EXTENSION);
            Any any = entry.getTypedExtensionConfig().getTypedConfig();
            Optional<Chosen> chosen = known(any, reading, depth);
            if (chosen.isPresent()) {
                if (chosen.get().policy() instanceof LbPolicy.Substituted substituted) {
                    reading.ignore(
                            proto,
                            "policies[" + i + "]",
                            substituted.asked() + " is not supported: endpoints are taken in turn");
                }
                return chosen;
            }
        }
        return Optional.empty();
    }

    private static Optional<Chosen> known(Any any, Reading reading, int depth) {
        if (any.is(RoundRobin.class)) {
            return reading.open(any, RoundRobin.getDefaultInstance()).map(config -> {
                reading.read(config, LOCALITY_CONFIG);
                return new Chosen(new LbPolicy.RoundRobin(), weighted(config.getLocalityLbConfig(), reading));
            });
        }
        if (any.is(LeastRequest.class)) {
            return reading.open(any, LeastRequest.getDefaultInstance()).map(config -> {
                reading.read(config, LEAST_REQUEST);
                int choices =
                        Values.clamped(Values.uint32(config, "choice_count").orElse(2L));
                return new Chosen(new LbPolicy.LeastRequest(choices), weighted(config.getLocalityLbConfig(), reading));
            });
        }
        if (any.is(Random.class)) {
            return reading.open(any, Random.getDefaultInstance()).map(config -> {
                reading.read(config, LOCALITY_CONFIG);
                return new Chosen(new LbPolicy.Random(), weighted(config.getLocalityLbConfig(), reading));
            });
        }
        if (any.is(WrrLocality.class)) {
            return reading.open(any, WrrLocality.getDefaultInstance()).flatMap(config -> {
                reading.read(config, WRR);
                return known(config.getEndpointPickingPolicy(), reading, depth + 1)
                        .map(chosen -> new Chosen(chosen.policy(), true));
            });
        }
        String type = Types.of(any);
        return SUBSTITUTED.contains(type)
                ? Optional.of(new Chosen(new LbPolicy.Substituted(type, new LbPolicy.RoundRobin()), false))
                : Optional.empty();
    }

    private static boolean weighted(LocalityLbConfig proto, Reading reading) {
        reading.read(proto, WEIGHTED);
        return proto.hasLocalityWeightedLbConfig();
    }

    /** Tables are not built, but one that Envoy could not build is refused. */
    private static void rings(Cluster proto, Reading reading) {
        if (proto.getLbPolicy() == Cluster.LbPolicy.MAGLEV
                && proto.getMaglevLbConfig().hasTableSize()) {
            long size = proto.getMaglevLbConfig().getTableSize().getValue();
            if (size > LARGEST_TABLE || !isPrime(size)) {
                reading.refuse(proto, "maglev_lb_config.table_size", size + " is no prime of at most " + LARGEST_TABLE);
            }
        }
        if (proto.getLbPolicy() == Cluster.LbPolicy.RING_HASH) {
            var ring = proto.getRingHashLbConfig();
            long least = ring.hasMinimumRingSize() ? ring.getMinimumRingSize().getValue() : RING_LEAST;
            long most = ring.hasMaximumRingSize() ? ring.getMaximumRingSize().getValue() : RING_MOST;
            if (least > most) {
                reading.refuse(proto, "ring_hash_lb_config", "minimum_ring_size is more than maximum_ring_size");
            }
        }
    }

    private static boolean isPrime(long number) {
        if (number < 2) {
            return false;
        }
        for (long divisor = 2; divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return true;
    }
}
