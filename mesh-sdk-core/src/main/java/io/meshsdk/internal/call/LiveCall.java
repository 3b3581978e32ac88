package io.meshsdk.internal.call;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.internal.resilience.RetryRules;
import io.meshsdk.internal.route.ClusterTarget;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.route.FormatFacts;
import io.meshsdk.model.RouteAction.Forward;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.spi.CallFacts;
import io.meshsdk.spi.CallObserver;
import org.jspecify.annotations.Nullable;

/**
 * The state of one call, written by the steps of {@link OutboundCalls}. What is not known yet is null; each step may rely on
 * those before it. Used by one thread at a time, as its driver sees to.
 */
final class LiveCall implements OutboundCall, CallFacts, FormatFacts {
    final OutboundCalls calls;
    final CallOptions options;
    /** As the caller gave it. */
    final RequestHead request;

    final long openedNanos;
    /** As it goes upstream, but for what an endpoint adds. */
    RequestHead rewritten;

    @Nullable
    OutboundListener listener;

    @Nullable
    CompiledRoute route;

    @Nullable
    ClusterTarget target;

    @Nullable
    ClusterEntry cluster;

    /** The attempt that is committed, else the last one. */
    @Nullable
    Try current;

    /** Whom the first attempt was connected to: kept here, for that costs a call nothing. */
    Peer firstPeer = Peer.PLAINTEXT;

    /** The observer's own. */
    Object kept = CallObserver.NOTHING;

    /** What few calls need. */
    private @Nullable Seldom seldom;

    long requestEndedNanos;
    int attempts;
    private int flags;
    /** The path that was rewritten; empty where none was. */
    private String originalPath = "";

    boolean requestEnded;
    boolean replayLost;
    boolean cancelled;
    private boolean closed;

    LiveCall(OutboundCalls calls, RequestHead request, CallOptions options, long openedNanos) {
        this.calls = calls;
        this.request = request;
        this.rewritten = request;
        this.options = options;
        this.openedNanos = openedNanos;
    }

    @Override
    public Plan plan() {
        return calls.plan(this);
    }

    @Override
    public AttemptStep attempt() {
        Try next = calls.attempt(this);
        // Made here, where the driver takes it apart, the step costs nothing.
        return next != null ? new AttemptStep.Send(next) : new AttemptStep.Fail(seldom().failure());
    }

    @Override
    public void requestEnded() {
        if (!requestEnded) {
            requestEnded = true;
            requestEndedNanos = calls.nanos();
        }
    }

    @Override
    public void replayLost() {
        replayLost = true;
    }

    @Override
    public void cancel(String why) {
        if (!cancelled) {
            cancelled = true;
            endCurrent(new Outcome.Cancelled(why));
        }
    }

    @Override
    public CallFacts facts() {
        return this;
    }

    @Override
    public void close(Outcome result) {
        if (closed) {
            return;
        }
        closed = true;
        endCurrent(result);
        if (seldom != null) {
            seldom.close();
        }
        calls.observer().closed(this, kept, result);
    }

    void endCurrent(Outcome outcome) {
        if (current != null) {
            current.finish(outcome);
        }
    }

    /** Rules for retries: the route's, unless this call has others. */
    RetryRules retry() {
        if (seldom != null && seldom.rules() != null) {
            return seldom.rules();
        }
        return route == null ? RetryRules.NONE : route.retry();
    }

    /** Made when first needed. */
    Seldom seldom() {
        if (seldom == null) {
            seldom = new Seldom();
        }
        return seldom;
    }

    /** Null for most calls. */
    @Nullable
    Seldom seldomOrNull() {
        return seldom;
    }

    void replacePath(String path) {
        originalPath = rewritten.path();
        rewritten = rewritten.withPath(path);
    }

    void flag(ResponseFlag flag) {
        flags |= 1 << flag.ordinal();
    }

    void flag(ResponseFlags more) {
        flags |= (int) more.bits();
    }

    boolean mayReplay() {
        return !replayLost && !cancelled;
    }

    RoutingPriority priority() {
        return route != null && route.action() instanceof Forward forward
                ? forward.priority()
                : RoutingPriority.DEFAULT;
    }

    /** What ends the call whatever it waits for: the caller's deadline, or {@code max_stream_duration}. */
    long hardDeadlineNanos() {
        Deadline caller = options.deadline();
        return route == null || route.maxStreamNanos() == 0
                ? caller.nanos()
                : caller.earlier(Deadline.after(openedNanos, route.maxStreamNanos()))
                        .nanos();
    }

    /** Of all attempts together; there is none before the whole request was read. */
    long routeDeadlineNanos() {
        return route == null || !requestEnded || route.timeoutNanos() == 0
                ? Long.MAX_VALUE
                : requestEndedNanos + route.timeoutNanos();
    }

    /** Why the call is over at this moment, or null. */
    @Nullable
    LocalReply expired(long now) {
        if (options.deadline().passed(now)) {
            return Replies.of(request, 504, ResponseFlag.DT, "caller_deadline", "the caller's deadline has passed");
        }
        if (passed(hardDeadlineNanos(), now)) {
            // Envoy sets no flag here.
            return Replies.of(request, 504, flags(), "max_duration_timeout", "downstream duration timeout");
        }
        if (passed(routeDeadlineNanos(), now)) {
            flag(ResponseFlag.UT);
            return Replies.of(request, 504, flags(), "response_timeout", "upstream request timeout");
        }
        return null;
    }

    private static boolean passed(long deadlineNanos, long now) {
        return deadlineNanos != Long.MAX_VALUE && now - deadlineNanos >= 0;
    }

    @Override
    public Direction direction() {
        return Direction.OUTBOUND;
    }

    @Override
    public RequestHead head() {
        return request;
    }

    @Override
    public long startedNanos() {
        return openedNanos;
    }

    @Override
    public Peer peer() {
        return current == null ? Peer.PLAINTEXT : current.peer();
    }

    @Override
    public String listener() {
        return listener == null ? "" : listener.name();
    }

    @Override
    public String virtualHost() {
        return route == null ? "" : route.virtualHost();
    }

    @Override
    public String route() {
        return route == null ? "" : route.name();
    }

    @Override
    public String cluster() {
        return cluster == null ? "" : cluster.upstream().name();
    }

    @Override
    public @Nullable Endpoint endpoint() {
        return current == null ? null : current.endpoint();
    }

    @Override
    public int attempts() {
        return attempts;
    }

    @Override
    public ResponseFlags flags() {
        return flags == 0 ? ResponseFlags.NONE : new ResponseFlags(flags);
    }

    @Override
    public String protocol() {
        return options.protocol() == CallOptions.Protocol.GRPC ? "HTTP/2" : "HTTP/1.1";
    }

    @Override
    public String originalPath() {
        return originalPath;
    }

    @Override
    public int responseCode() {
        return 0;
    }

    @Override
    public String details() {
        return "";
    }
}
