package io.meshsdk.grpc.internal.connect;

import io.grpc.LoadBalancer;
import io.grpc.Status;

/** Hands its channel's helper to the {@link ClusterChannel}, which says for itself which connections there are. */
final class ClusterBalancer extends LoadBalancer {
    private final Helper helper;

    ClusterBalancer(Helper helper) {
        this.helper = helper;
    }

    @Override
    public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
        ClusterChannel channel = resolved.getAttributes().get(ClusterChannel.KEY);
        if (channel == null) {
            return Status.INTERNAL.withDescription("mesh_cluster is for channels of the mesh only");
        }
        channel.attach(helper);
        return Status.OK;
    }

    @Override
    @SuppressWarnings("deprecation") // Still asked by the channel before it hands over a list without addresses.
    public boolean canHandleEmptyAddressListFromNameResolution() {
        return true;
    }

    @Override
    public void handleNameResolutionError(Status error) {
        // Its resolver looks nothing up.
    }

    @Override
    public void shutdown() {
        // The subchannels end with their channel.
    }
}
