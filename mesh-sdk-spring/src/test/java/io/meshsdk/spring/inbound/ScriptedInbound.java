package io.meshsdk.spring.inbound;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.transport.ServerSecurity;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A way in that answers as it is told, and remembers what it was asked. */
final class ScriptedInbound implements Inbound {
    final List<ConnectionFacts> asked = new CopyOnWriteArrayList<>();
    final List<Peer> peers = new CopyOnWriteArrayList<>();
    final BlockingQueue<Outcome> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<String> connectionsRefused = new LinkedBlockingQueue<>();

    private volatile Function<ConnectionFacts, Acceptance> connections;
    private volatile BiFunction<RequestHead, Peer, InboundCall.Plan> calls =
            (head, peer) -> new InboundCall.Plan.Proceed(head);

    private volatile UnaryOperator<ResponseHead> responses = UnaryOperator.identity();

    ScriptedInbound(Function<ConnectionFacts, Acceptance> connections) {
        this.connections = connections;
    }

    static ScriptedInbound always(ServerSecurity security) {
        ScriptedInbound inbound = refusing("nothing yet");
        inbound.serve(security);
        return inbound;
    }

    static ScriptedInbound refusing(String why) {
        return new ScriptedInbound(facts -> refuse(why));
    }

    static Acceptance refuse(String why) {
        return new Acceptance.Refuse(ResponseFlags.of(ResponseFlag.NFCF), why);
    }

    void serve(ServerSecurity security) {
        connections = facts -> chain("only", security);
    }

    void connections(Function<ConnectionFacts, Acceptance> script) {
        connections = script;
    }

    void responses(UnaryOperator<ResponseHead> script) {
        responses = script;
    }

    void calls(BiFunction<RequestHead, Peer, InboundCall.Plan> script) {
        calls = script;
    }

    static InboundCall.Plan forbidden() {
        return new InboundCall.Plan.Respond(LocalReply.of(
                403, ResponseFlag.UAEX, "rbac_access_denied_matched_policy[none]", "RBAC: access denied"));
    }

    Acceptance chain(String name, ServerSecurity security) {
        return new Acceptance.Accept(new Chain() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public ServerSecurity security() {
                return security;
            }

            @Override
            public InboundCall open(RequestHead head, Peer peer, ConnectionFacts facts) {
                peers.add(peer);
                return call(head, peer);
            }
        });
    }

    private InboundCall call(RequestHead head, Peer peer) {
        return new InboundCall() {
            @Override
            public Plan plan() {
                return calls.apply(head, peer);
            }

            @Override
            public ResponseHead responseHead(ResponseHead response) {
                return responses.apply(response);
            }

            @Override
            public void close(Outcome result) {
                closed.add(result);
            }
        };
    }

    @Override
    public void refused(RequestHead head, Peer peer, ConnectionFacts facts, LocalReply reply) {
        closed.add(new Outcome.Replied(reply));
    }

    @Override
    public void refused(ConnectionFacts facts, ResponseFlags flags, String why) {
        connectionsRefused.add(flags + " " + why);
    }

    @Override
    public Acceptance accept(ConnectionFacts facts) {
        asked.add(facts);
        return connections.apply(facts);
    }
}
