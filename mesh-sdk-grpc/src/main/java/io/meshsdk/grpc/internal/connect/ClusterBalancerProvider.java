package io.meshsdk.grpc.internal.connect;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;

/**
 * The one thing that grpc-java keeps for the whole process; it has no state. For channels of a mesh only: public, because services
 * are found so.
 */
public final class ClusterBalancerProvider extends LoadBalancerProvider {
    static final String POLICY = "mesh_cluster";

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public int getPriority() {
        return 5;
    }

    @Override
    public String getPolicyName() {
        return POLICY;
    }

    @Override
    public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
        return new ClusterBalancer(helper);
    }
}
