package io.meshsdk.internal.call;

import io.meshsdk.call.Deadline;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseFlag;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt.Timeout;
import io.meshsdk.engine.Next;
import io.meshsdk.internal.resilience.RetryRules;
import io.meshsdk.internal.upstream.Limit;
import io.meshsdk.spi.Time;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an event of an attempt: its response goes to the caller, it is tried again, or the call has failed.
 *
 * <p>Safe for use by many threads.
 */
final class AttemptEvents {
    private final Time time;
    private final RandomGenerator random;

    AttemptEvents(Time time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /** The response as it goes to the caller, with the changes of the route's levels; null where something else is done instead. */
    @Nullable
    ResponseHead answered(LiveCall call, Try attempt, ResponseHead response) {
        if (attempt.isFinished()) {
            call.seldom().doInstead(Next.HOLD);
            return null;
        }
        if (call.mayReplay() && call.retry().retries(response)) {
            Next.Again again = attempt.isHedged() ? null : retry(call, attempt);
            if (again != null) {
                return instead(call, attempt, response, again);
            }
            // As in Envoy: what would be retried, if it could, is not given to the caller while another may do better.
            if (isOneOfSeveral(call, attempt)) {
                return instead(call, attempt, response, Next.HOLD);
            }
        }
        if (call.route != null && call.route.followsRedirects()) {
            Redirection redirection = InternalRedirects.follow(call, response, random.nextLong());
            if (redirection != null) {
                instead(call, attempt, response, new Next.Reroute(redirection.head()));
                call.redirect(redirection, time.nanos());
                return null;
            }
        }
        attempt.commit();
        return RouteReplies.response(call, response);
    }

    private static @Nullable ResponseHead instead(
            LiveCall call, Try attempt, ResponseHead response, Next.AfterHead step) {
        attempt.finish(Outcome.Answered.of(response.status()));
        call.seldom().doInstead(step);
        return null;
    }

    private static boolean isOneOfSeveral(LiveCall call, Try attempt) {
        Seldom seldom = call.seldomOrNull();
        if (seldom == null) {
            return false;
        }
        return seldom.promises()
                || (call.current != null && call.current != attempt && !call.current.isFinished())
                || seldom.others().stream().anyMatch(other -> other != attempt && !other.isFinished());
    }

    /** An attempt has ended. */
    Next.AfterEnd ended(LiveCall call, Try attempt, Outcome outcome) {
        if (attempt.isFinished() || attempt.isCommitted()) {
            attempt.finish(outcome);
            return Next.DONE;
        }
        attempt.finish(outcome);
        Next.Again again = retryAfter(call, attempt, outcome);
        if (again != null) {
            return again;
        }
        return call.othersMayAnswer() ? Next.HOLD : failed(call, outcome);
    }

    /** A timer of an attempt has fired. */
    Next.AfterTimeout timedOut(LiveCall call, Try attempt, Timeout which) {
        if (attempt.isFinished()) {
            return Next.HOLD;
        }
        if (which == Timeout.IDLE) {
            return attempt.isIdleOfTry()
                    ? tryTimedOut(call, attempt, "upstream_per_try_idle_timeout")
                    : streamIdle(call, attempt);
        }
        // The timer says that a moment has come; which one, the clock says. A timer may be a little early.
        long now = Math.max(time.nanos(), attempt.deadlineNanos());
        LocalReply over = call.expired(now);
        if (over == null && call.hedges()) {
            return hedge(call, attempt);
        }
        if (over == null) {
            return tryTimedOut(call, attempt, "upstream_per_try_timeout");
        }
        attempt.finish(new Outcome.Replied(over));
        return new Next.Fail(RouteReplies.changed(call, over));
    }

    private Next.AfterTimeout tryTimedOut(LiveCall call, Try attempt, String details) {
        Outcome outcome = new Outcome.TryTimedOut(details);
        attempt.finish(outcome);
        Next.Again again = retryAfter(call, attempt, outcome);
        if (again != null) {
            return again;
        }
        return call.othersMayAnswer() ? Next.HOLD : failed(call, outcome);
    }

    /** Whatever the policy retries on: any condition is enough. Without a retry left the attempt goes on, marked as such. */
    private Next.AfterTimeout hedge(LiveCall call, Try attempt) {
        attempt.outlivesItsTime();
        if (!call.mayReplay() || call.retry().isNone()) {
            return Next.HOLD;
        }
        Next.Again again = retry(call, attempt);
        if (again == null) {
            return Next.HOLD;
        }
        attempt.hedge();
        return new Next.Hedge(again.delayNanos());
    }

    private Next.Fail streamIdle(LiveCall call, Try attempt) {
        call.flag(ResponseFlag.SI);
        LocalReply reply = Replies.of(call.request, 504, call.flags(), "stream_idle_timeout", "stream timeout");
        attempt.finish(new Outcome.Replied(reply));
        return new Next.Fail(RouteReplies.changed(call, reply));
    }

    private Next.@Nullable Again retryAfter(LiveCall call, Try attempt, Outcome outcome) {
        if (!call.mayReplay() || attempt.isHedged()) {
            return null;
        }
        // Differs from Envoy: what the server certainly did not see is sent again once, whatever the policy says.
        if (outcome instanceof Outcome.Unprocessed && call.seldom().mayResend()) {
            return new Next.Again(0);
        }
        return call.retry().retries(outcome) ? retry(call, attempt) : null;
    }

    /** Null where the policy asks for a retry that is not to be had; the flag says why. */
    private Next.@Nullable Again retry(LiveCall call, Try attempt) {
        RetryRules rules = call.retry();
        Seldom seldom = call.seldom();
        if (call.cluster == null || seldom.retries() >= rules.numRetries()) {
            call.flag(ResponseFlag.URX);
            return null;
        }
        // A call holds one at a time: with its former one it would stand in its own way.
        attempt.releaseMore();
        // Last, for a permit taken for a retry that then is not made is lost to others.
        Limit permit = call.cluster.upstream().retries(call.priority());
        if (!permit.tryAcquire()) {
            call.flag(ResponseFlag.UO);
            return null;
        }
        // One that a breaker refused does not use up the number of retries.
        seldom.countRetry();
        seldom.promise(permit);
        if (rules.avoidsPreviousHosts()) {
            seldom.remember(attempt.endpoint());
        }
        long now = time.nanos();
        long left = Math.min(
                new Deadline(call.hardDeadlineNanos()).remaining(now),
                new Deadline(call.routeDeadlineNanos()).remaining(now));
        return new Next.Again(Math.min(left, rules.backOffNanos(seldom.retries(), random)));
    }

    private Next.Fail failed(LiveCall call, Outcome outcome) {
        call.flag(outcome.flags());
        return new Next.Fail(RouteReplies.changed(call, Replies.of(call.request, outcome, call.flags())));
    }
}
