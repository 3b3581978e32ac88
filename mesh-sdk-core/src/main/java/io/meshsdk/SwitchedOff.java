package io.meshsdk;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Endpoint;
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
import io.meshsdk.spi.CallFacts;
import io.meshsdk.transport.ServerSecurity;
import org.jspecify.annotations.Nullable;

/** Both ways of a mesh that is switched off: everything passes it by, unchecked and in plaintext. */
final class SwitchedOff {
    private static final String WHY = "the mesh is switched off by MESH_ENABLED=false";

    private SwitchedOff() {}

    /** No call is the mesh's. */
    static final class Out implements Outbound {
        @Override
        public OutboundCall open(RequestHead head, CallOptions options) {
            return new Passing(head);
        }

        @Override
        public Reach reach(String authority) {
            return new Reach.Unknown(false, WHY);
        }
    }

    /** Nothing is known of it but its head. */
    private record Passing(RequestHead head) implements OutboundCall, CallFacts {
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
        public CallFacts facts() {
            return this;
        }

        @Override
        public Direction direction() {
            return Direction.OUTBOUND;
        }

        @Override
        public long startedNanos() {
            return 0;
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

        @Override
        public Peer peer() {
            return Peer.PLAINTEXT;
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
