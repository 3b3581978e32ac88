package io.meshsdk.internal.call;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.Peer;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.Next;
import io.meshsdk.internal.upstream.Limit;
import io.meshsdk.internal.upstream.LiveEndpoint;
import io.meshsdk.model.RouteAction.RoutingPriority;
import io.meshsdk.transport.ClientSecurity;

/** One try of a call: what it holds, and when it must be over. What its events mean is {@link AttemptEvents}' to say. */
class Try implements Attempt {
    private final LiveCall call;
    private final LiveEndpoint endpoint;
    private final ClientSecurity security;
    private RequestHead head;
    private final Limit request;
    private final int number;
    private final long startedNanos;
    private boolean committed;
    private boolean finished;
    private boolean timedOut;
    private boolean hedged;

    Try(
            LiveCall call,
            LiveEndpoint endpoint,
            ClientSecurity security,
            RequestHead head,
            Limit request,
            long startedNanos) {
        this.call = call;
        this.endpoint = endpoint;
        this.security = security;
        this.head = head;
        this.request = request;
        this.number = call.attempts;
        this.startedNanos = startedNanos;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public long startedNanos() {
        return startedNanos;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public ClientSecurity security() {
        return security;
    }

    @Override
    public RoutingPriority priority() {
        return call.priority();
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public long deadlineNanos() {
        if (finished) {
            return Long.MAX_VALUE;
        }
        return earlier(earlier(call.hardDeadlineNanos(), call.routeDeadlineNanos()), tryDeadlineNanos());
    }

    private static long earlier(long one, long other) {
        if (one == Long.MAX_VALUE || other == Long.MAX_VALUE) {
            return Math.min(one, other);
        }
        return one - other <= 0 ? one : other;
    }

    @Override
    public long idleNanos() {
        if (finished) {
            return 0;
        }
        long stream = streamIdleNanos();
        long own = committed ? 0 : call.retry().perTryIdleNanos();
        return own > 0 && (stream == 0 || own < stream) ? own : stream;
    }

    @Override
    public void connected(Peer server) {
        call.firstPeer = server;
    }

    @Override
    public void repeated() {
        call.calls.observer().attemptRepeated(call, call.kept, endpoint);
    }

    @Override
    public Next.AfterHead responseHead(ResponseHead response) {
        ResponseHead given = call.calls.events().answered(call, this, response);
        // Made here, where the driver takes it apart, the step costs nothing: as long as this method stays small.
        return given != null
                ? new Next.Commit(given, call.choose(this))
                : call.seldom().instead();
    }

    @Override
    public Next.AfterEnd ended(Outcome outcome) {
        return call.calls.events().ended(call, this, outcome);
    }

    @Override
    public Next.AfterTimeout timedOut(Timeout which) {
        return call.calls.events().timedOut(call, this, which);
    }

    Peer peer() {
        return call.firstPeer;
    }

    boolean isCommitted() {
        return committed;
    }

    /** Its own time is up, but it goes on: others are sent beside it. */
    void outlivesItsTime() {
        timedOut = true;
    }

    /** Another attempt was sent in its place, so that its end asks for none. */
    boolean isHedged() {
        return hedged;
    }

    void hedge() {
        hedged = true;
    }

    boolean isFinished() {
        return finished;
    }

    /** What telemetry made of the head. */
    void send(RequestHead changed) {
        head = changed;
    }

    void commit() {
        committed = true;
    }

    /** Of this try alone; the clock starts with the whole request read, and none runs once a response was given on. */
    private long tryDeadlineNanos() {
        long nanos = call.retry().perTryNanos();
        long whole = call.route == null ? 0 : call.route.timeoutNanos();
        // As in Envoy, a try's time that is not below the route's is none.
        if (nanos == 0 || committed || timedOut || !call.requestEnded || (whole != 0 && nanos >= whole)) {
            return Long.MAX_VALUE;
        }
        return clockFrom() + nanos;
    }

    /** Whether {@link #idleNanos} is the try's, not the stream's. */
    boolean isIdleOfTry() {
        return idleNanos() != streamIdleNanos();
    }

    /** Gives back what was admitted; once. */
    void finish(Outcome outcome) {
        if (finished) {
            return;
        }
        finished = true;
        endpoint.attemptEnded();
        request.release();
        releaseMore();
        call.calls.observer().attemptEnded(call, call.kept, endpoint, outcome);
    }

    /** The first try's clock starts with the whole request read. */
    long clockFrom() {
        return call.requestEndedNanos;
    }

    /** What a retry holds besides; once. */
    void releaseMore() {}

    final LiveCall call() {
        return call;
    }

    private long streamIdleNanos() {
        if (call.route == null || call.listener == null) {
            return 0;
        }
        return call.route.idleNanos() >= 0 ? call.route.idleNanos() : call.listener.idleNanos();
    }
}
