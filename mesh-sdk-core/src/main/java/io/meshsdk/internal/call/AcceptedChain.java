package io.meshsdk.internal.call;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.transport.ServerSecurity;

/** A filter chain with the key and trust that it had when it was chosen. */
record AcceptedChain(InboundCalls calls, InboundListener listener, InboundChain chain, ServerSecurity security)
        implements Inbound.Chain {
    @Override
    public String name() {
        return chain.name();
    }

    @Override
    public InboundCall open(RequestHead head, Peer peer, ConnectionFacts facts) {
        return calls.open(this, head, peer, facts);
    }
}
