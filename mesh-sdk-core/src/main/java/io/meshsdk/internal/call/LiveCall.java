package io.meshsdk.internal.call;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.Endpoint;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseFlags;
import io.meshsdk.engine.Attempt;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one call, written by the steps of {@link OutboundCalls}. What is not known yet is null; each step may rely on
 * those before it. Used by one thread at a time, as its driver sees to.
 */
final class LiveCall implements OutboundCall, CallFacts, FormatFacts {
    private static final Outcome LOST = new Outcome.Cancelled("hedge_lost");

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
        endRequest(calls.nanos());
    }

    @Override
    public void requestWasWhole() {
        endRequest(isJustOpened() ? openedNanos : calls.nanos());
    }

    private void endRequest(long now) {
        if (!requestEnded) {
            requestEnded = true;
            requestEndedNanos = now;
        }
    }

    /** It neither waited nor was tried: what the clock said when it was opened still holds, and asking again costs. */
    boolean isJustOpened() {
        return seldom == null && attempts == 0;
    }

    @Override
    public void replayLost() {
        replayLost = true;
    }

    @Override
    public void cancel(String why) {
        if (!cancelled) {
            cancelled = true;
            endAll(new Outcome.Cancelled(why));
        }
    }

    @Override
    public CallFacts facts() {
        return this;
    }

    @Override
    public void close(Outcome result) {
        if (release(result)) {
            calls.observer().closed(this, kept, result);
        }
    }

    /** Gives back what was admitted; whether it had not been done. */
    boolean release(Outcome result) {
        if (closed) {
            return false;
        }
        closed = true;
        endAll(result);
        if (seldom != null) {
            seldom.close();
        }
        return true;
    }

    private void endAll(Outcome outcome) {
        if (current != null) {
            current.finish(outcome);
        }
        if (seldom != null) {
            seldom.others().forEach(other -> other.finish(outcome));
        }
    }

    /** This attempt's response goes to the caller; the others end, and are the driver's to reset. */
    List<Attempt> choose(Try winner) {
        Try last = current;
        current = winner;
        return seldom == null ? List.of() : lose(seldom, winner, last);
    }

    private static List<Attempt> lose(Seldom seldom, Try winner, @Nullable Try last) {
        seldom.giveUpPromise();
        if (seldom.others().isEmpty()) {
            return List.of();
        }
        List<Attempt> losers = new ArrayList<>(seldom.others());
        if (last != null) {
            losers.add(last);
        }
        losers.removeIf(loser -> loser == winner);
        losers.forEach(loser -> ((Try) loser).finish(LOST));
        return losers;
    }

    /** Whether another attempt may still answer, now or after a pause. */
    boolean othersMayAnswer() {
        if (seldom == null) {
            return false;
        }
        return seldom.promises()
                || (current != null && !current.isFinished())
                || seldom.others().stream().anyMatch(other -> !other.isFinished());
    }

    /** The driver of gRPC calls sends none beside another: there an attempt whose time is up ends, and is tried again. */
    boolean hedges() {
        return route != null && route.hedges() && options.protocol() == CallOptions.Protocol.HTTP;
    }

    /** Attempts since the last internal redirect. */
    int attemptsHere() {
        return seldom == null ? attempts : attempts - seldom.attemptsBefore();
    }

    /** Whether an internal redirect led it elsewhere. */
    boolean isRedirected() {
        return seldom != null && seldom.redirection() != null;
    }

    /** The call begins anew where a redirect leads; its clocks, too, but for the caller's. */
    void redirect(Redirection to, long now) {
        // The driver resets them and says nothing of them here; they are forgotten below, with what they hold.
        endAll(LOST);
        seldom().redirect(to, attempts);
        flags = 0;
        originalPath = "";
        requestEndedNanos = now;
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
