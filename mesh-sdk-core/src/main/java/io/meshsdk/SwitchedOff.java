package io.meshsdk;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.engine.Outbound;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.transport.ServerSecurity;

/** Both ways of a mesh that is switched off: everything passes it by, unchecked and in plaintext. */
final class SwitchedOff {
    private static final String WHY = "the mesh is switched off by MESH_ENABLED=false";

    private SwitchedOff() {}

    /** No call is the mesh's. */
    static final class Out implements Outbound, OutboundCall {
        @Override
        public OutboundCall open(RequestHead head, CallOptions options) {
            return this;
        }

        @Override
        public Reach reach(String authority) {
            return new Reach.Unknown(false, WHY);
        }

        @Override
        public Plan plan() {
            return new Plan.PassThrough(WHY);
        }

        @Override
        public AttemptStep attempt() {
            throw new IllegalStateException("no attempt follows a call that passes the mesh by");
        }

        @Override
        public void requestEnded() {
            // Nothing waits for it.
        }

        @Override
        public void replayLost() {
            // Nothing would be sent again.
        }

        @Override
        public void cancel(String why) {
            // Nothing runs.
        }

        @Override
        public void close(Outcome result) {
            // Nothing was admitted.
        }
    }

    /** Plaintext from anybody. */
    static final class In implements Inbound, Inbound.Chain {
        @Override
        public Acceptance accept(ConnectionFacts facts) {
            return new Acceptance.Accept(this);
        }

        @Override
        public String name() {
            return "switched off";
        }

        @Override
        public ServerSecurity security() {
            return ServerSecurity.PLAINTEXT;
        }

        @Override
        public InboundCall open(RequestHead head, Peer peer, ConnectionFacts facts) {
            return new Unchecked(head);
        }
    }

    private record Unchecked(RequestHead head) implements InboundCall {
        @Override
        public Plan plan() {
            return new Plan.Proceed(head);
        }

        @Override
        public ResponseHead responseHead(ResponseHead response) {
            return response;
        }

        @Override
        public void close(Outcome result) {
            // Nothing was admitted.
        }
    }
}
