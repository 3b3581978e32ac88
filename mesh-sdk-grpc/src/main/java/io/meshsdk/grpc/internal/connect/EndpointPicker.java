package io.meshsdk.grpc.internal.connect;

import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.Status;
import io.meshsdk.grpc.internal.connect.Sending.Refusal;

/** Takes the endpoint that the engine picked. Every refusal is a drop: an error would let calls wait that wait for ready. */
final class EndpointPicker extends SubchannelPicker {
    private static final PickResult UNPROCESSED =
            PickResult.withDrop(Status.UNAVAILABLE.withDescription("the server did not process the request"));
    private static final PickResult STRAY =
            PickResult.withDrop(Status.INTERNAL.withDescription("a call without an endpoint on a channel of the mesh"));

    @Override
    public PickResult pickSubchannel(PickSubchannelArgs args) {
        Sending sending = args.getCallOptions().getOption(Sending.KEY);
        if (sending == null) {
            return STRAY;
        }
        if (sending.wasRefusedByPeer()) {
            // The channel would send it again to the same endpoint; where it goes next is the engine's to say.
            sending.refuse(Refusal.UNPROCESSED, "the server refused the stream");
            return UNPROCESSED;
        }
        return sending.link.pick(sending);
    }
}
