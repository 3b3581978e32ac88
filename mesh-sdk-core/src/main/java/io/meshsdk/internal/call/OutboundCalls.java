package io.meshsdk.internal.call;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Explanation;
import io.meshsdk.engine.Outbound;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.authz.PathDecision;
import io.meshsdk.internal.filter.FilterDecision;
import io.meshsdk.internal.resilience.RetryRules;
import io.meshsdk.internal.route.ClusterTarget;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.route.RouteDecision;
import io.meshsdk.internal.route.RouteTable;
import io.meshsdk.internal.route.RouteTrace;
import io.meshsdk.model.RouteAction;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.spi.Time;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way out: the steps of a call, in their order, in {@link #plan}; a step may rely on all above it. The steps of each attempt
 * stand in {@link OutboundAttempts}, and what comes after an attempt was sent in {@link AttemptEvents}.
 *
 * <p>Safe for use by many threads.
 */
public final class OutboundCalls implements Outbound {
    private final Time time;
    private final RandomGenerator random;
    private final CallObserver observer;
    private final OutboundPolicy policy;
    private final OutboundAttempts attempts;
    private final AttemptEvents events;
    private final ListenerSearch search;
    private final ConfigurationWait.Room waiting = new ConfigurationWait.Room();
    /** Null until the first configuration. Written by the control thread. */
    private volatile @Nullable Snapshot snapshot;

    /**
     * @param random safe for use by many threads
     */
    public OutboundCalls(Time time, RandomGenerator random, CallObserver observer, OutboundPolicy policy) {
        this(time, random, observer, policy, ListenerSearch.AMONG_ALL);
    }

    /**
     * @param search how an authority finds its listener
     */
    public OutboundCalls(
            Time time, RandomGenerator random, CallObserver observer, OutboundPolicy policy, ListenerSearch search) {
        this.time = time;
        this.random = random;
        this.observer = observer;
        this.policy = policy;
        this.search = search;
        search.onAnswer(waiting::wakeAll);
        this.attempts = new OutboundAttempts(time, observer);
        this.events = new AttemptEvents(time, random);
    }

    /** From now on calls begin on this snapshot. On the control thread. */
    public void publish(Snapshot next) {
        snapshot = next;
        waiting.wakeAll();
    }

    @Override
    public OutboundCall open(RequestHead head, CallOptions options) {
        LiveCall call = new LiveCall(this, head, options, time.nanos());
        // Telemetry stands first: it counts what the caller sees, once, whatever becomes of the call.
        call.kept = observer.opened(call);
        return call;
    }

    @Override
    public Reach reach(String authority) {
        Snapshot now = snapshot;
        if (now == null) {
            return new Reach.NotYet();
        }
        RequestHead head = new RequestHead("GET", "http", authority, "/", Headers.EMPTY);
        ListenerChoice choice = search.choose(now.outbound(), head, CallOptions.HTTP, time.nanos());
        if (choice instanceof ListenerChoice.Awaited) {
            return new Reach.NotYet();
        }
        if (choice instanceof ListenerChoice.None none) {
            return new Reach.Unknown(refusesUnknown(), none.why());
        }
        if (choice instanceof OutboundListener listener
                && listener.routes() != null
                && now.outbound().doubt().isEmpty()
                && !listener.routes().hasVirtualHost(listener.stripped(head).authority())) {
            if (!refusesUnknown() && listener.mayRefuse()) {
                return new Reach.Undecided();
            }
            return new Reach.Unknown(
                    refusesUnknown(), "no virtual host of listener " + listener.name() + " has " + authority);
        }
        // What the mesh would refuse is the mesh's, too: it must not be sent past it.
        return new Reach.Meshed();
    }

    /** The clusters to which calls to an authority may go, by the configuration of now. */
    public Set<String> clusters(String authority) {
        Snapshot now = snapshot;
        if (now == null) {
            return Set.of();
        }
        RequestHead head = new RequestHead("GET", "http", authority, "/", Headers.EMPTY);
        return now.outbound().choose(head, CallOptions.HTTP) instanceof OutboundListener listener
                        && listener.routes() != null
                ? listener.routes().clusters(listener.stripped(head).authority())
                : Set.of();
    }

    /** What would become of a call, without one. */
    public Explanation explain(RequestHead head, CallOptions options) {
        return Explaining.of(new LiveCall(this, head, options, time.nanos()));
    }

    /** What to do with a call. */
    Plan plan(LiveCall call) {
        return plan(call, RouteTrace.SILENT);
    }

    Plan plan(LiveCall call, RouteTrace trace) {
        // Opened just now, but for a call that had to wait, or is planned anew.
        long now = call.isJustOpened() ? call.openedNanos : time.nanos();
        if (call.cancelled) {
            return new Plan.Refuse(cancelled(call));
        }
        // The caller's deadline stands above all else: work whose time is over is not begun.
        LocalReply expired = call.expired(now);
        if (expired != null) {
            return new Plan.Refuse(expired);
        }

        // The configuration of this moment; from here on the call ends on it.
        Snapshot configured = snapshot;
        if (configured == null) {
            return awaitConfiguration(call, now, this::isConfigured, "no configuration");
        }
        stopWaiting(call);

        Seldom seldom = call.seldomOrNull();
        Redirection redirection = seldom == null ? null : seldom.redirection();
        if (redirection != null) {
            // An internal redirect stays with its listener, and its route was found when it was followed.
            call.rewritten = redirection.head();
            return routed(call, configured, redirection.route(), redirection.drawn());
        }

        // The route, weighted pick included, stands above the filters, which need its configuration for them. One
        // random
        // value serves both, so that the same call decides the same again.
        ListenerChoice choice = search.choose(configured.outbound(), call.request, call.options, now);
        if (!(choice instanceof OutboundListener listener)) {
            return withoutListener(call, choice, now);
        }
        call.listener = listener;
        RouteTable routes = listener.routes();
        if (routes == null) {
            return refuse(call, 404, ResponseFlag.NR, "route_not_found", listener.whyNoRoutes());
        }
        call.rewritten = listener.stripped(call.request);
        // The path as it is meant, so that routes and servers read the same.
        PathDecision path = listener.normalized(call.rewritten.path());
        if (path != null && !(path instanceof PathDecision.Use)) {
            return RouteReplies.path(call, path);
        }
        if (path instanceof PathDecision.Use use && !use.path().equals(call.rewritten.path())) {
            call.rewritten = call.rewritten.withPath(use.path());
        }
        long drawn = random.nextLong();
        RouteDecision decision = routes.find(call.rewritten, drawn, trace);
        if (decision instanceof RouteDecision.RequireTls tls) {
            return RouteReplies.toHttps(call, tls);
        }
        if (!(decision instanceof CompiledRoute route)) {
            return withoutRoute(call, configured, routes, (RouteDecision.NoRoute) decision);
        }
        return routed(call, configured, route, drawn);
    }

    private Plan routed(LiveCall call, Snapshot configured, CompiledRoute route, long drawn) {
        call.route = route;
        call.target = route.target(call.rewritten, drawn);

        // Filters in the listener's order, once for a call, not once for an attempt. What is not understood may be
        // somebody's security, so it stops the call.
        Plan refusal = filtered(call, call.target);
        if (refusal != null) {
            return refusal;
        }

        // The router step is last: cluster, mutations, the route's timeout. The driver sends.
        return route(call, configured, route, call.target);
    }

    /** Null where the listener's filters let it pass. */
    private static @Nullable Plan filtered(LiveCall call, @Nullable ClusterTarget target) {
        FilterDecision filtered =
                call.listener == null ? FilterDecision.PASS : call.listener.filtered(target, call.rewritten);
        if (filtered instanceof FilterDecision.Deny deny) {
            return new Plan.Refuse(Replies.of(call.request, 403, call.flags(), deny.details(), deny.body()));
        }
        if (filtered instanceof FilterDecision.Refuse refused) {
            return refuse(call, 500, ResponseFlag.NFCF, "filter_not_supported", refused.why());
        }
        return null;
    }

    private Plan route(LiveCall call, Snapshot configured, CompiledRoute route, ClusterTarget target) {
        if (!(route.action() instanceof RouteAction.Forward forward)) {
            return RouteReplies.answer(call, route);
        }
        String name = target.cluster(call.rewritten);
        ClusterEntry cluster = configured.entry(name);
        if (cluster == null) {
            return new Plan.Refuse(RouteReplies.noCluster(call, name, forward.clusterNotFoundStatus()));
        }
        call.cluster = cluster;
        String refusal = cluster.upstream().refusal();
        if (refusal != null) {
            return refuse(call, 503, ResponseFlag.UH, "no_healthy_upstream", refusal);
        }
        RetryRules rules = route.retry().of(call.request);
        RequestHead head = call.rewritten;
        // What an internal redirect says of itself is no caller's.
        if (!call.isRedirected() && CallerHeaderNames.areIn(head.headers())) {
            if (policy.callerHeaders() == OutboundPolicy.CallerHeaders.HEEDED) {
                rules = route.retry().withCaller(head.headers()).of(call.request);
            }
            head = head.withHeaders(CallerHeaderNames.removed(head.headers()));
        }
        if (!rules.equals(route.retry())) {
            call.seldom().use(rules);
        }
        // Mutations are computed once, before an endpoint is known; rewrites come after them, as in Envoy.
        String expected = TimeoutHeaders.expected(call, now(call));
        call.rewritten = expected == null
                ? route.mutate(target, head, call)
                : route.mutate(target, head, call, TimeoutHeaders.EXPECTED, expected);
        String path = route.rewrittenPath(call.rewritten, call);
        if (path != null) {
            call.replacePath(path);
        }
        if (!route.mirrors().isEmpty()) {
            return new Plan.Forward(
                    cluster.retried().replayLimitBytes(), Mirroring.of(call, route.mirrors(), configured, random));
        }
        return rules.isNone() && !route.followsRedirects() ? cluster.once() : cluster.retried();
    }

    /** The clock is read for calls with a deadline only: what others are told has not begun to run. */
    private long now(LiveCall call) {
        return call.options.deadline().isSet() ? time.nanos() : call.openedNanos;
    }

    /** The next attempt, or null where the call has failed. */
    @Nullable
    Try attempt(LiveCall call) {
        return attempts.next(call);
    }

    private Plan awaitConfiguration(LiveCall call, long now, BooleanSupplier ready, String what) {
        ConfigurationWait wait = call.seldom().waiting();
        if (wait == null) {
            wait = new ConfigurationWait(
                    waiting,
                    ready,
                    Deadline.after(call.openedNanos, policy.configurationWait().toNanos())
                            .earlier(call.options.deadline()));
            call.seldom().waitOn(wait);
        }
        if (wait.until().passed(now)) {
            stopWaiting(call);
            return refuse(
                    call,
                    503,
                    ResponseFlag.NC,
                    "no_configuration",
                    what + " came within " + policy.configurationWait().toMillis() + " ms");
        }
        return new Plan.Later(wait);
    }

    private static void stopWaiting(LiveCall call) {
        Seldom seldom = call.seldomOrNull();
        if (seldom != null) {
            seldom.stopWaiting();
        }
    }

    private Plan withoutListener(LiveCall call, ListenerChoice choice, long now) {
        if (choice instanceof ListenerChoice.Awaited awaited) {
            return awaitConfiguration(
                    call,
                    now,
                    () -> isThere(awaited),
                    "no answer for listener " + awaited.demand().listener());
        }
        if (choice instanceof ListenerChoice.Unusable unusable) {
            return refuse(call, 503, unusable.flag(), unusable.details(), unusable.why());
        }
        if (choice instanceof ListenerChoice.None none) {
            return refusesUnknown()
                    ? refuse(call, 404, ResponseFlag.NR, "listener_not_found", none.why())
                    : new Plan.PassThrough(none.why());
        }
        return refuse(call, 503, ResponseFlag.NR, "listener_not_found", ((ListenerChoice.Ambiguous) choice).why());
    }

    private Plan withoutRoute(LiveCall call, Snapshot configured, RouteTable routes, RouteDecision.NoRoute none) {
        if (routes.isWithoutVirtualHost(none)) {
            Optional<String> doubt = configured.outbound().doubt();
            if (doubt.isPresent()) {
                return refuse(call, 503, ResponseFlag.NC, ListenerChoice.Unusable.IN_DOUBT, doubt.get());
            }
            if (!refusesUnknown()) {
                // The listener's filters stand before the router, which is where the way past the mesh begins.
                Plan refusal = filtered(call, null);
                return refusal != null ? refusal : new Plan.PassThrough(none.why());
            }
        }
        // Envoy's has no body.
        call.flag(ResponseFlag.NR);
        return new Plan.Refuse(Replies.of(call.request, 404, call.flags(), "route_not_found{" + none.why() + "}", ""));
    }

    private static Plan refuse(LiveCall call, int status, ResponseFlag flag, String details, String why) {
        call.flag(flag);
        return new Plan.Refuse(Replies.of(call.request, status, call.flags(), details + "{" + why + "}", why));
    }

    static LocalReply cancelled(LiveCall call) {
        return Replies.of(call.request, 499, ResponseFlag.DC, "downstream_remote_disconnect", "");
    }

    private boolean refusesUnknown() {
        return policy.unknownHost() == OutboundPolicy.UnknownHost.REFUSE;
    }

    private boolean isThere(ListenerChoice.Awaited awaited) {
        Snapshot now = snapshot;
        return now != null && !search.awaits(now.outbound(), awaited.demand());
    }

    private boolean isConfigured() {
        return snapshot != null;
    }

    /** What follows from an attempt's events. */
    AttemptEvents events() {
        return events;
    }

    CallObserver observer() {
        return observer;
    }

    long nanos() {
        return time.nanos();
    }
}
