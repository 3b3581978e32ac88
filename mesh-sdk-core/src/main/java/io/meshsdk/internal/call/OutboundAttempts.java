package io.meshsdk.internal.call;

import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.internal.route.CompiledRoute;
import io.meshsdk.internal.upstream.Limit;
import io.meshsdk.internal.upstream.LiveEndpoint;
import io.meshsdk.internal.upstream.Upstream;
import io.meshsdk.spi.CallObserver;
import io.meshsdk.spi.Time;
import io.meshsdk.transport.ClientSecurity;
import org.jspecify.annotations.Nullable;

/**
 * The steps of each attempt of a call, in their order: balance, security, admission, its head. A step may rely on all above it.
 *
 * <p>Safe for use by many threads.
 */
final class OutboundAttempts {
    private final Time time;
    private final CallObserver observer;

    OutboundAttempts(Time time, CallObserver observer) {
        this.time = time;
        this.observer = observer;
    }

    /** Null where the call has failed. */
    @Nullable
    Try next(LiveCall call) {
        CompiledRoute route = call.route;
        if (call.cluster == null || route == null) {
            throw new IllegalStateException("an attempt is asked for, but the call was not planned to be forwarded");
        }
        Upstream upstream = call.cluster.upstream();
        // The first follows the request's end at once where the request is whole; what lies between is no pause.
        long now = call.attempts == 0 && call.requestEnded ? call.requestEndedNanos : time.nanos();
        // A pause before a retry does not outlast the call.
        LocalReply over = call.cancelled ? OutboundCalls.cancelled(call) : call.expired(now);
        if (over != null) {
            call.seldom().fail(over);
            return null;
        }
        call.attempts++;

        // Balance: every attempt may go elsewhere.
        if (call.current != null && !call.current.isFinished()) {
            call.seldom().keepBeside(call.current);
        }
        Seldom seldom = call.seldomOrNull();
        LiveEndpoint endpoint = upstream.pick();
        if (seldom != null) {
            endpoint = pickAnother(call, upstream, seldom, endpoint);
        }
        if (endpoint == null) {
            return fail(call, ResponseFlag.UH, "no_healthy_upstream", "no healthy upstream");
        }
        // Where it refuses, the connection fails, and another endpoint may be better off: the rules for retries say.
        ClientSecurity security = endpoint.security();

        // Admission: breakers count per cluster and priority, so after the pick, which does not wait.
        Limit requests = upstream.requests(call.priority());
        if (!requests.tryAcquire()) {
            call.flag(ResponseFlag.UO);
            Outcome overflow = new Outcome.Overflowed("upstream_reset_before_response_started{overflow}");
            call.seldom().fail(RouteReplies.changed(call, Replies.of(call.request, overflow, call.flags())));
            return null;
        }
        endpoint.attemptStarted();

        // What an endpoint adds to the head, on a copy; then telemetry of the attempt; then the driver sends.
        RequestHead head = headFor(call, route, endpoint, now);
        Try attempt = call.attempts == 1
                ? new Try(call, endpoint, security, head, requests, now)
                : new Retry(
                        call, endpoint, security, head, requests, call.seldom().takePromised(), now);
        call.current = attempt;
        attempt.send(observer.attemptStarted(call, call.kept, head));
        return attempt;
    }

    private static @Nullable LiveEndpoint pickAnother(
            LiveCall call, Upstream upstream, Seldom seldom, @Nullable LiveEndpoint first) {
        LiveEndpoint picked = first;
        for (int i = 0; i < call.retry().hostSelectionAttempts() && picked != null && seldom.wasTried(picked); i++) {
            picked = upstream.pick();
        }
        return picked;
    }

    private static RequestHead headFor(LiveCall call, CompiledRoute route, LiveEndpoint endpoint, long now) {
        RequestHead head = TimeoutHeaders.withGrpcTimeout(call, call.rewritten, now);
        if (call.attempts > 1) {
            // Some of the time is over; what the first attempt was told stands in the head already.
            String expected = TimeoutHeaders.expected(call, now);
            head = expected == null ? head : head.withHeaders(head.headers().with(TimeoutHeaders.EXPECTED, expected));
        }
        if (route.autoHostRewrite() && !endpoint.hostname().isEmpty()) {
            head = route.withHost(endpoint.hostname(), head);
        }
        if (route.includeRequestAttemptCount()) {
            head = head.withHeaders(head.headers().toBuilder()
                    .set("x-envoy-attempt-count", Integer.toString(call.attemptsHere()))
                    .build());
        }
        return head;
    }

    private static @Nullable Try fail(LiveCall call, ResponseFlag flag, String details, String body) {
        call.flag(flag);
        LocalReply reply = Replies.of(call.request, 503, call.flags(), details, body);
        call.seldom().fail(RouteReplies.changed(call, reply));
        return null;
    }
}
