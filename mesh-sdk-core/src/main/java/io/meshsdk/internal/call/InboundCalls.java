package io.meshsdk.internal.call;

import io.meshsdk.call.ConnectionFacts;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Inbound;
import io.meshsdk.engine.InboundCall.Plan;
import io.meshsdk.internal.authz.IpAddress;
import io.meshsdk.internal.authz.PathDecision;
import io.meshsdk.internal.authz.PathView;
import io.meshsdk.internal.authz.RbacDecision;
import io.meshsdk.internal.authz.RbacEngine;
import io.meshsdk.internal.authz.Subject;
import io.meshsdk.internal.filter.FilterDecision;
import io.meshsdk.internal.filter.HttpFilters;
import io.meshsdk.internal.route.ClusterTarget;
import io.meshsdk.internal.route.CompiledBody;
import io.meshsdk.internal.route.CompiledRedirect;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.route.RouteDecision;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.internal.route.RouteTrace;
import io.meshsdk.model.RouteAction;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.ServerSecurity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way in: the steps of a connection in {@link #accept}, and of a call in {@link #plan}, in their order. The order is the
 * design, and a step may rely on all above it. Whatever is not decided is closed.
 *
 * <p>Safe for use by many threads.
 */
public final class InboundCalls {
    private static final String DENIED = "RBAC: access denied";

    private final Time time;
    private final RandomGenerator random;
    private final CallObserver observer;
    private final UnaryOperator<String> reading;
    private final InboundCompiler compiler;
    /** By port; null until the first configuration. Written by the control thread. */
    private volatile @Nullable Map<Integer, List<InboundListener>> ports;

    /**
     * @param random safe for use by many threads
     * @param servedPort whether the application serves this port: a listener there without a direction is inbound
     */
    public InboundCalls(
            Time time,
            RandomGenerator random,
            CallObserver observer,
            InboundSecurity security,
            IntPredicate servedPort) {
        this(time, random, observer, security, servedPort, PathView::asContainersRead);
    }

    /**
     * @param reading how the application reads a path: policies must allow it as sent and as read
     */
    public InboundCalls(
            Time time,
            RandomGenerator random,
            CallObserver observer,
            InboundSecurity security,
            IntPredicate servedPort,
            UnaryOperator<String> reading) {
        this.time = time;
        this.random = random;
        this.observer = observer;
        this.reading = reading;
        this.compiler = new InboundCompiler(security, servedPort, reading);
    }

    /** From now on connections and calls begin on this snapshot. On the control thread. */
    public void publish(Snapshot snapshot) {
        ports = compiler.compile(snapshot);
    }

    /** The way in of one port. */
    public Inbound port(int port) {
        return new Inbound() {
            @Override
            public Acceptance accept(ConnectionFacts facts) {
                return InboundCalls.this.accept(port, facts);
            }

            @Override
            public Optional<String> closed() {
                return InboundCalls.this.closed(port);
            }

            @Override
            public void refused(RequestHead head, Peer peer, ConnectionFacts facts, LocalReply reply) {
                CallFacts call = new RefusedCall(head, peer, time.nanos());
                observer.closed(call, observer.opened(call), new Outcome.Replied(reply));
            }

            @Override
            public void refused(ConnectionFacts facts, ResponseFlags flags, String why) {
                observer.connectionRefused(facts, flags, why);
            }
        };
    }

    private Optional<String> closed(int port) {
        Map<Integer, List<InboundListener>> now = ports;
        if (now == null) {
            return Optional.of("there is no configuration yet");
        }
        List<InboundListener> listeners = now.getOrDefault(port, List.of());
        if (listeners.isEmpty()) {
            return Optional.of("no inbound listener covers port " + port);
        }
        Optional<String> why = Optional.of("no filter chain takes connections");
        for (InboundListener listener : listeners) {
            for (InboundChain chain : listener.chains()) {
                why = chain.closed();
                if (why.isEmpty()) {
                    return why;
                }
            }
        }
        return why;
    }

    private Inbound.Acceptance accept(int port, ConnectionFacts facts) {
        // Closed until the first configuration: what may come in is not known.
        Map<Integer, List<InboundListener>> now = ports;
        if (now == null) {
            return refuse(
                    ResponseFlag.NFCF, "there is no configuration yet, and port " + port + " is closed until then");
        }

        // The listener of the port, and of its address if there are several.
        InboundListener listener = covering(now.getOrDefault(port, List.of()), facts);
        if (listener == null) {
            return refuse(ResponseFlag.NR, "no inbound listener covers " + facts.local());
        }

        // Its filter chain: with it go the certificate shown, the trust and the policies.
        InboundChain chain = listener.find(facts);
        if (chain == null) {
            return refuse(
                    ResponseFlag.NR,
                    "no filter chain of listener " + listener.name() + " takes this connection: "
                            + facts.encryption() + " from " + facts.remote() + ", SNI '" + facts.serverName()
                            + "', ALPN "
                            + facts.alpn());
        }
        if (chain.refusal() != null) {
            return refuse(ResponseFlag.NFCF, chain.refusal());
        }

        // Network policies that can be decided before a handshake; plan asks all of them again, with the peer.
        for (RbacEngine policy : chain.networkPolicies()) {
            if (!policy.asksForPeer()) {
                RbacDecision decision =
                        policy.decide(Subjects.ofConnection(facts, Peer.PLAINTEXT, listener.readsServerName()));
                if (!decision.allowed()) {
                    return new Inbound.Acceptance.Refuse(ResponseFlags.NONE, decision.details());
                }
            }
        }
        ServerSecurity security = chain.security().get();
        return new Inbound.Acceptance.Accept(new AcceptedChain(this, listener, chain, security));
    }

    LiveInbound open(AcceptedChain accepted, RequestHead head, Peer peer, ConnectionFacts facts) {
        LiveInbound call = new LiveInbound(this, accepted, head, peer, facts, time.nanos());
        // Telemetry stands first: it counts what the caller sees, once, whatever becomes of the call.
        call.kept = observer.opened(call);
        return call;
    }

    void close(LiveInbound call, Outcome result) {
        observer.closed(call, call.kept, result);
    }

    /** What to do with a call. */
    Plan plan(LiveInbound call) {
        InboundChain chain = call.accepted.chain();
        InboundChain.Http http = chain.http();
        if (http == null) {
            return respond(call, 503, ResponseFlag.NFCF, "filter_chain_not_found", "not served");
        }

        // The connection first: it may be older than the chain, and be less than the chain asks for now.
        String insecure = insecure(call.accepted.security(), call.peer());
        if (insecure != null) {
            return respond(call, 403, ResponseFlags.NONE, "connection_not_secure{" + insecure + "}", insecure);
        }
        Subject connection = Subjects.ofConnection(
                call.connection, call.peer(), call.accepted.listener().readsServerName());
        for (RbacEngine policy : chain.networkPolicies()) {
            RbacDecision decision = policy.decide(connection);
            if (!decision.allowed()) {
                return respond(call, 403, ResponseFlags.NONE, decision.details(), DENIED);
            }
        }

        // Then the head as it is meant, so that policies, routes and the application read the same.
        PathDecision path = http.paths().normalize(call.head().path());
        if (path instanceof PathDecision.Reject reject) {
            return respond(call, 400, ResponseFlags.NONE, "path_normalization_failed{" + reject.why() + "}", "");
        }
        if (path instanceof PathDecision.Redirect redirect) {
            return redirect(call, 307, redirect.location(), "path_normalization_failed");
        }
        RequestHead head = Authorities.stripped(
                        call.head(), http.manager(), call.connection.local().getPort())
                .withPath(((PathDecision.Use) path).path());

        // And without what strangers may not claim, which nobody below must see.
        ArrivingHead arriving = http.arriving();
        String malformed = arriving.malformed(head.headers());
        if (malformed != null) {
            return respond(call, 400, ResponseFlags.NONE, malformed, "");
        }
        if (arriving.forbiddenUpgrade(head.headers())) {
            return respond(call, 403, ResponseFlags.NONE, "upgrade_failed", "");
        }
        IpAddress client = http.forwardedFor().client(head.headers(), connection.directRemote());
        head = arriving.of(
                head,
                call.peer(),
                call.connection.encryption(),
                call.accepted.security(),
                connection.directRemote(),
                client,
                random);

        // The route before the filters, which need its configuration for them; its absence is told after them, so that
        // strangers learn nothing from it.
        RouteTable routes = http.routes();
        long drawn = random.nextLong();
        RouteDecision decision = routes == null ? null : routes.find(head, call.peer(), drawn, RouteTrace.SILENT);
        CompiledRoute route = decision instanceof CompiledRoute found ? found : null;
        call.route = route;
        call.target = route == null ? null : route.target(head, drawn);

        // Filters in the listener's order.
        Subject subject = Subjects.ofRequest(connection, head, client);
        HttpFilters filters = http.filters(call.target);
        FilterDecision filtered = filters.run(subject, call);
        String read = reading.apply(head.path());
        if (filtered instanceof FilterDecision.Pass && routes != null && !read.equals(head.path())) {
            // What the application will take it for has a route, too, whose policies are not to be passed by.
            RequestHead other = head.withPath(read);
            HttpFilters others =
                    http.filters(target(routes.find(other, call.peer(), drawn, RouteTrace.SILENT), other, drawn));
            if (others != filters) {
                filtered = others.run(subject.withHead(other), call);
            }
        }
        if (filtered instanceof FilterDecision.Deny deny) {
            return respond(call, 403, ResponseFlags.NONE, deny.details(), deny.body());
        }
        if (filtered instanceof FilterDecision.Refuse refuse) {
            return respond(
                    call,
                    503,
                    ResponseFlag.NFCF,
                    "filter_not_supported{" + refuse.why() + "}",
                    "the mesh policy of this service cannot be applied");
        }

        // To the application, or what the route answers itself.
        if (decision instanceof RouteDecision.RequireTls tls) {
            return redirect(call, RouteDecision.RequireTls.STATUS, tls.location(head), "direct_response");
        }
        if (route == null) {
            String why = decision instanceof RouteDecision.NoRoute none ? none.why() : http.whyNoRoutes();
            return respond(call, 404, ResponseFlag.NR, "route_not_found{" + why + "}", "");
        }
        return answer(call, route, head);
    }

    private Plan answer(LiveInbound call, CompiledRoute route, RequestHead head) {
        RouteAction action = route.action();
        CompiledRedirect redirect = route.redirect();
        if (redirect != null) {
            String location = redirect.locate(head, call).uri();
            return redirect(call, redirect.status(), location, "direct_response");
        }
        CompiledBody body = route.body();
        if (body != null && action instanceof RouteAction.DirectResponse direct) {
            String text = body.text(head, Headers.EMPTY, call);
            return respond(call, direct.status(), ResponseFlags.NONE, "direct_response", text);
        }
        if (action instanceof RouteAction.Unsupported unsupported) {
            return respond(call, 503, ResponseFlag.NR, "route_not_found{" + route + ": " + unsupported.why() + "}", "");
        }
        // Whatever cluster a route forwards to, here it is the application.
        RequestHead rewritten = call.target == null ? head : route.mutate(call.target, head, call);
        String path = route.rewrittenPath(rewritten, call);
        if (path != null) {
            call.originalPath = rewritten.path();
            rewritten = rewritten.withPath(path);
        }
        rewritten = observer.admitted(call, call.kept, rewritten);
        call.forwarded = rewritten;
        return new Plan.Proceed(rewritten, reading.apply(rewritten.path()));
    }

    private static @Nullable ClusterTarget target(RouteDecision decision, RequestHead head, long drawn) {
        return decision instanceof CompiledRoute route ? route.target(head, drawn) : null;
    }

    /** Why a connection made under older configuration is not good enough for the chain of now, or null. */
    private static @Nullable String insecure(ServerSecurity security, Peer peer) {
        if (security instanceof ServerSecurity.Refused refused) {
            return refused.why();
        }
        if (security instanceof ServerSecurity.Tls tls) {
            if (peer instanceof Peer.Plaintext) {
                return "this port asks for TLS";
            }
            if (tls.requireClientCertificate() && !(peer instanceof Peer.Certified)) {
                return "this port asks for a client certificate";
            }
        }
        return null;
    }

    private static @Nullable InboundListener covering(List<InboundListener> listeners, ConnectionFacts facts) {
        InboundListener best = null;
        int cover = ChainMatch.MISMATCH;
        for (InboundListener listener : listeners) {
            int covers = listener.covers(facts);
            if (covers > cover) {
                best = listener;
                cover = covers;
            }
        }
        return best;
    }

    private static Inbound.Acceptance refuse(ResponseFlag flag, String why) {
        return new Inbound.Acceptance.Refuse(ResponseFlags.of(flag), why);
    }

    private static Plan respond(LiveInbound call, int status, ResponseFlag flag, String details, String body) {
        return respond(call, status, ResponseFlags.of(flag), details, body);
    }

    private static Plan respond(LiveInbound call, int status, ResponseFlags flags, String details, String body) {
        return new Plan.Respond(Replies.of(call.head(), status, flags, details, body));
    }

    private static Plan redirect(LiveInbound call, int status, String location, String details) {
        LocalReply reply =
                Replies.of(call.head(), status, Headers.of("location", location), ResponseFlags.NONE, details, "");
        return new Plan.Respond(reply);
    }
}
