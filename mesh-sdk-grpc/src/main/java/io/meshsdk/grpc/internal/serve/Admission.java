package io.meshsdk.grpc.internal.serve;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.meshsdk.call.ConnectionFacts.Encryption;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.Inbound.Acceptance;
import io.meshsdk.engine.InboundCall;
import io.meshsdk.engine.InboundCall.Plan;
import io.meshsdk.engine.Wait;
import io.meshsdk.grpc.internal.call.GrpcMesh;
import io.meshsdk.grpc.internal.call.Heads;
import io.meshsdk.grpc.internal.call.Statuses;
import io.meshsdk.transport.ServerSecurity;
import org.jspecify.annotations.Nullable;

/**
 * Asks the engine whether the application may have a call. One that did not come through the mesh's connections is refused: nothing is known of
 * who sent it.
 */
final class Admission implements ServerInterceptor {
    private final Inbound inbound;
    private final OpenConnections connections;
    private final Context.Key<Peer> peerKey;
    private final GrpcMesh mesh;

    Admission(Inbound inbound, OpenConnections connections, Context.Key<Peer> peerKey, GrpcMesh mesh) {
        this.inbound = inbound;
        this.connections = connections;
        this.peerKey = peerKey;
        this.mesh = mesh;
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata metadata, ServerCallHandler<Q, P> next) {
        Accepted connection = connections.of(call.getAttributes());
        if (connection == null) {
            return refuse(
                    call,
                    Status.PERMISSION_DENIED.withDescription("the call came past the mesh: its caller is not known"),
                    new Metadata());
        }
        // Asked for each call, so that a change of policy also reaches connections that are kept open.
        Acceptance acceptance = inbound.accept(connection.facts());
        Headers headers = Heads.request(metadata);
        RequestHead head = new RequestHead(
                "POST",
                connection.peer() instanceof Peer.Plaintext ? "http" : "https",
                call.getAuthority() == null ? "" : call.getAuthority(),
                "/" + call.getMethodDescriptor().getFullMethodName(),
                headers);
        if (acceptance instanceof Acceptance.Refuse refused) {
            return refuse(call, head, connection, refused.flags(), refused.why());
        }
        Inbound.Chain chain = ((Acceptance.Accept) acceptance).chain();
        String outdated = outdated(chain, connection);
        if (outdated != null) {
            connection.leave().run();
            return refuse(call, head, connection, ResponseFlags.of(ResponseFlag.NFCF), outdated);
        }
        InboundCall asked = chain.open(head, connection.peer(), connection.facts());
        return decided(new Asked<>(asked, call, metadata, headers, next, connection.peer()));
    }

    /** Why the connection may not be used any more, as the chain is by now; null where it may. */
    private static @Nullable String outdated(Inbound.Chain chain, Accepted connection) {
        boolean encrypted = connection.facts().encryption() == Encryption.TLS;
        if (chain.security() instanceof ServerSecurity.Refused none) {
            return none.why();
        }
        if (chain.security() instanceof ServerSecurity.Tls tls) {
            if (!encrypted) {
                return "filter chain " + chain.name() + " asks for TLS: connect with it";
            }
            return tls.requireClientCertificate() && !(connection.peer() instanceof Peer.Certified)
                    ? "filter chain " + chain.name() + " asks for a certificate by now: connect again"
                    : null;
        }
        return encrypted ? "filter chain " + chain.name() + " has no TLS any more: connect again" : null;
    }

    private <Q, P> ServerCall.Listener<Q> decided(Asked<Q, P> asked) {
        Plan plan = asked.inbound.plan();
        if (plan instanceof Plan.Proceed proceed) {
            return proceed(asked, proceed.head());
        }
        if (plan instanceof Plan.Respond respond) {
            LocalReply reply = respond.reply();
            asked.inbound.close(new Outcome.Replied(reply));
            return refuse(asked.call, Statuses.of(reply), Statuses.trailers(reply));
        }
        // Nothing of the application's runs until then, and no thread waits.
        Wait wait = ((Plan.Later) plan).waiting();
        LateListener<Q> late = new LateListener<>(asked.inbound);
        Runnable ask = Context.current().wrap(() -> {
            if (late.begin()) {
                late.decided(decided(asked));
            }
        });
        mesh.later(wait.until(), ask);
        wait.onReady(() -> mesh.callbacks().execute(ask));
        return late;
    }

    private <Q, P> ServerCall.Listener<Q> proceed(Asked<Q, P> asked, RequestHead head) {
        Heads.apply(asked.metadata, asked.headers, head.headers());
        ToldCall<Q, P> told = new ToldCall<>(asked.call, asked.inbound);
        Context context = Context.current().withValue(peerKey, asked.peer);
        return told.listening(Contexts.interceptCall(context, told, asked.metadata, asked.next));
    }

    private <Q, P> ServerCall.Listener<Q> refuse(
            ServerCall<Q, P> call, RequestHead head, Accepted connection, ResponseFlags flags, String why) {
        LocalReply reply = new LocalReply(503, Headers.EMPTY, why, flags, "inbound_closed{" + why + "}");
        inbound.refused(head, connection.peer(), connection.facts(), reply);
        return refuse(call, Status.UNAVAILABLE.withDescription(why + " [" + flags + "]"), new Metadata());
    }

    private static <Q, P> ServerCall.Listener<Q> refuse(ServerCall<Q, P> call, Status status, Metadata trailers) {
        call.close(status, trailers);
        return new ServerCall.Listener<>() {};
    }

    private record Asked<Q, P>(
            InboundCall inbound,
            ServerCall<Q, P> call,
            Metadata metadata,
            Headers headers,
            ServerCallHandler<Q, P> next,
            Peer peer) {}
}
