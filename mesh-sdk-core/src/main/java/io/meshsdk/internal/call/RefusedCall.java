package io.meshsdk.internal.call;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.spi.CallFacts;
import org.jspecify.annotations.Nullable;

/** A call of which nothing is known but that it was refused with its connection. */
record RefusedCall(RequestHead head, Peer peer, long startedNanos) implements CallFacts {
    @Override
    public Direction direction() {
        return Direction.INBOUND;
    }

    @Override
    public String listener() {
        return "";
    }

    @Override
    public String virtualHost() {
        return "";
    }

    @Override
    public String route() {
        return "";
    }

    @Override
    public String cluster() {
        return "";
    }

    @Override
    public @Nullable Endpoint endpoint() {
        return null;
    }

    @Override
    public int attempts() {
        return 0;
    }
}
