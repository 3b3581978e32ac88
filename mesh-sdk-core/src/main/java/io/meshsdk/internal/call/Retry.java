package io.meshsdk.internal.call;

import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.internal.upstream.Limit;
import io.meshsdk.internal.upstream.LiveEndpoint;
import io.meshsdk.transport.ClientSecurity;
import org.jspecify.annotations.Nullable;

/** A try after the first: its clock is its own, and it may hold a permit for being a retry. */
final class Retry extends Try {
    private @Nullable Limit permit;
    private Peer peer = Peer.PLAINTEXT;

    Retry(
            LiveCall call,
            LiveEndpoint endpoint,
            ClientSecurity security,
            RequestHead head,
            Limit request,
            @Nullable Limit permit,
            long startedNanos) {
        super(call, endpoint, security, head, request, startedNanos);
        this.permit = permit;
    }

    @Override
    public void connected(Peer server) {
        peer = server;
    }

    @Override
    Peer peer() {
        return peer;
    }

    @Override
    long clockFrom() {
        // A try may begin, and be repeated, while the request is still being read.
        return Math.max(startedNanos() - call().requestEndedNanos, 0) + call().requestEndedNanos;
    }

    @Override
    void releaseMore() {
        Limit held = permit;
        if (held != null) {
            permit = null;
            held.release();
        }
    }
}
