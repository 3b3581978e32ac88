package io.meshsdk.internal.http;

import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.Next;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one call, and what follows from what they say. Those on the wire are a list through the tries themselves, for
 * mostly there is one. Used on the call's loop.
 */
final class Tries {
    private final HttpCall call;
    private @Nullable Try first;
    private @Nullable Try committed;
    private int status;
    private int count;

    Tries(HttpCall call) {
        this.call = call;
    }

    /** Those begun so far. */
    int count() {
        return count;
    }

    /** The others follow as {@link Try#nextTry}. */
    @Nullable
    Try first() {
        return first;
    }

    void add(Try started) {
        started.nextTry = first;
        first = started;
        count++;
    }

    // ---- what a try says ----

    void headCame(Try from, ResponseHead came) {
        Next.AfterHead after = from.attempt.responseHead(came);
        if (after instanceof Next.Commit commit) {
            commit(from, commit);
        } else if (after instanceof Next.Again again) {
            reset(from);
            call.again(again.delayNanos());
        } else if (after instanceof Next.Reroute reroute) {
            resetAll();
            call.reroute(reroute.head());
        }
        // Hold: its body stays unread until another try is committed, or the engine says otherwise.
    }

    private void commit(Try from, Next.Commit commit) {
        for (Attempt loser : commit.losers()) {
            reset(loser);
        }
        committed = from;
        status = commit.head().status();
        call.cancelLater();
        from.rearm();
        call.caller.head(from, commit.head());
    }

    void dataCame(Try from, ByteBuf chunk) {
        if (from == committed) {
            call.caller.data(chunk);
        }
    }

    void endCame(Try from, Headers trailers) {
        Outcome answered = Outcome.Answered.of(from == committed ? status : from.status);
        remove(from);
        Next.AfterEnd after = from.attempt.ended(answered);
        if (from == committed) {
            call.close(answered);
            call.caller.end(trailers);
        } else {
            afterEnd(after);
        }
    }

    void failed(Try from, Outcome outcome) {
        remove(from);
        Next.AfterEnd after = from.attempt.ended(outcome);
        if (from == committed) {
            breakOff(outcome);
        } else {
            afterEnd(after);
        }
    }

    private void afterEnd(Next.AfterEnd after) {
        if (after instanceof Next.Again again) {
            call.again(again.delayNanos());
        } else if (after instanceof Next.Fail fail) {
            call.reply(fail.reply());
        }
        // Hold and Done: nothing now.
    }

    /** Whether the try goes on. */
    boolean timedOut(Try from, Attempt.Timeout which) {
        Next.AfterTimeout after = from.attempt.timedOut(which);
        if (after instanceof Next.Again again) {
            reset(from);
            call.again(again.delayNanos());
            return false;
        }
        if (after instanceof Next.Fail fail) {
            reset(from);
            if (from == committed) {
                LocalReply why = fail.reply();
                breakOff(new Outcome.Truncated(status, why.flags(), why.details()));
            } else {
                call.reply(fail.reply());
            }
            return false;
        }
        if (after instanceof Next.Hedge hedge) {
            call.again(hedge.delayNanos());
        }
        return !call.done() && from.live();
    }

    private void breakOff(Outcome outcome) {
        Outcome truncated = outcome instanceof Outcome.Truncated
                ? outcome
                : new Outcome.Truncated(status, outcome.flags(), outcome.details());
        call.close(truncated);
        call.caller.failed(truncated);
    }

    // ---- the list ----

    /** It has ended, or is about to be reset. */
    void remove(Try gone) {
        if (first == gone) {
            first = gone.nextTry;
            return;
        }
        for (Try each = first; each != null; each = each.nextTry) {
            if (each.nextTry == gone) {
                each.nextTry = gone.nextTry;
                return;
            }
        }
    }

    void reset(Try loser) {
        remove(loser);
        loser.reset();
    }

    /** That of an attempt which lost to another one; nothing where it has ended. */
    void reset(Attempt loser) {
        Try each = first;
        while (each != null && each.attempt != loser) {
            each = each.nextTry;
        }
        if (each != null) {
            reset(each);
        }
    }

    void resetAll() {
        Try each = first;
        first = null;
        while (each != null) {
            each.reset();
            each = each.nextTry;
        }
    }

    /** The engine has other deadlines for them now. */
    void rearmAll() {
        for (Try each = first; each != null; each = each.nextTry) {
            each.rearm();
        }
    }
}
