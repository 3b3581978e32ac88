package io.meshsdk.internal.upstream;

import io.meshsdk.internal.balance.Balancer;
import io.meshsdk.internal.balance.Load;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The endpoints of a cluster, and how they are picked, as of one configuration. Immutable but for turns and counters. */
final class EndpointView implements Load {
    private final LiveEndpoint[] endpoints;
    private final List<LiveEndpoint> list;
    private final Balancer balancer;

    EndpointView(List<LiveEndpoint> endpoints, Balancer balancer) {
        this.list = List.copyOf(endpoints);
        this.endpoints = endpoints.toArray(new LiveEndpoint[0]);
        this.balancer = balancer;
    }

    List<LiveEndpoint> endpoints() {
        return list;
    }

    @Override
    public int active(int endpoint) {
        return endpoints[endpoint].active();
    }

    @Nullable
    LiveEndpoint pick(RandomGenerator random) {
        int picked = balancer.pick(this, random);
        return picked == Balancer.NOBODY ? null : endpoints[picked];
    }
}
