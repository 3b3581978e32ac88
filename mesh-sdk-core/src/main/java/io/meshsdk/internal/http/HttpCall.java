package io.meshsdk.internal.http;

import io.meshsdk.call.Endpoint;
import io.meshsdk.call.Headers;
import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.call.ResponseHead;
import io.meshsdk.engine.Attempt;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.Next;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.engine.Wait;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call from its head to its end: asks the engine, does what it says. All of it runs on one event loop; only {@link #request}
 * and {@link #cancel} may come from elsewhere, and go there.
 */
final class HttpCall implements RunningCall, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpCall.class);

    final HttpCalls driver;
    final OpenCalls calls;
    private final RequestHead head;
    private final CallOptions options;
    private final ResponseListener listener;
    private Body body;

    /** Neighbours among the loop's open calls. */
    @Nullable
    HttpCall previous;

    @Nullable
    HttpCall next;

    private @Nullable OutboundCall engine;
    private @Nullable RequestFeed feed;
    /** A list through the tries themselves; mostly there is one. */
    private @Nullable Try running;

    private @Nullable Try committed;
    private @Nullable Endpoint lastEndpoint;
    private @Nullable Later later;
    private List<Plan.Mirror> mirrors = List.of();
    private int attempts;
    private int status;
    private long demand;
    private boolean done;

    HttpCall(
            HttpCalls driver,
            OpenCalls calls,
            RequestHead head,
            Body body,
            CallOptions options,
            ResponseListener listener) {
        this.driver = driver;
        this.calls = calls;
        this.head = head;
        this.body = body;
        this.options = options;
        this.listener = listener;
    }

    /** A mirror: its engine call is open already. */
    private HttpCall(HttpCall original, OutboundCall engine, Body body) {
        this(original.driver, original.calls, original.head, body, CallOptions.HTTP, Unheard.INSTANCE);
        this.engine = engine;
    }

    /** The first task on the loop. */
    @Override
    public void run() {
        if (done) {
            abandonMirror();
            return;
        }
        if (driver.closed()) {
            refused(new Outcome.Cancelled("mesh_closed"));
            return;
        }
        calls.add(this);
        try {
            if (engine == null) {
                engine = driver.outbound.open(head, options);
            }
            plan();
        } catch (RuntimeException broken) {
            broken(broken);
        }
    }

    /** Before the call was opened, on any thread. */
    void refused(Outcome outcome) {
        abandonMirror();
        if (!done) {
            done = true;
            listener.failed(this, outcome);
        }
    }

    private void abandonMirror() {
        OutboundCall opened = engine;
        if (opened != null) {
            engine = null;
            opened.close(new Outcome.Cancelled("mirror_dropped"));
        }
    }

    // ---- what the engine says ----

    void plan() {
        Plan plan = engine().plan();
        if (plan instanceof Plan.Forward forward) {
            forward(forward);
        } else if (plan instanceof Plan.Reply reply) {
            reply(reply.reply());
        } else if (plan instanceof Plan.Refuse refuse) {
            reply(refuse.reply());
        } else if (plan instanceof Plan.Later waiting) {
            await(waiting.waiting(), Later.Step.PLAN);
        } else if (plan instanceof Plan.PassThrough past) {
            close(new Outcome.PassedThrough(past.why()));
            listener.notMeshed(this, past.why());
        }
    }

    private void forward(Plan.Forward forward) {
        mirrors = forward.mirrors();
        RequestFeed source = feed;
        if (source == null) {
            source = RequestFeed.of(this, body, forward.replayLimitBytes());
            feed = source;
            // Before the first attempt: a request that is whole already has its clocks started when its attempt is
            // made.
            source.start();
        } else if (source.complete()) {
            startMirrors();
        }
        if (!done) {
            attempt();
        }
    }

    void attempt() {
        AttemptStep step = engine().attempt();
        if (step instanceof AttemptStep.Send send) {
            attempts++;
            Try started = new Try(this, send.attempt());
            lastEndpoint = send.attempt().endpoint();
            started.nextTry = running;
            running = started;
            started.open(feed());
        } else if (step instanceof AttemptStep.Fail fail) {
            reply(fail.reply());
        } else if (step instanceof AttemptStep.Later waiting) {
            await(waiting.waiting(), Later.Step.ATTEMPT);
        }
    }

    private void again(long delayNanos) {
        if (delayNanos <= 0) {
            attempt();
        } else {
            Later pause = new Later(this, Later.Step.ATTEMPT);
            later = pause;
            pause.arm(delayNanos);
        }
    }

    private void await(Wait wait, Later.Step step) {
        Later waiting = new Later(this, step);
        later = waiting;
        // Whatever the engine waits for, the caller's deadline ends it: the engine is asked again then, and knows.
        long left = wait.until().earlier(options.deadline()).remaining(driver.time.nanos());
        if (left != Long.MAX_VALUE) {
            waiting.arm(left);
        }
        wait.onReady(waiting::ready);
    }

    // ---- what a try says ----

    void headCame(Try from, ResponseHead came) {
        Next.AfterHead after = from.attempt.responseHead(came);
        if (after instanceof Next.Commit commit) {
            commit(from, commit);
        } else if (after instanceof Next.Again again) {
            drop(from);
            again(again.delayNanos());
        } else if (after instanceof Next.Reroute) {
            dropAll();
            plan();
        }
        // Hold: its body stays unread until another try is committed, or the engine says otherwise.
    }

    private void commit(Try from, Next.Commit commit) {
        for (Attempt loser : commit.losers()) {
            Try found = find(loser);
            if (found != null && found != from) {
                drop(found);
            }
        }
        committed = from;
        lastEndpoint = from.attempt.endpoint();
        status = commit.head().status();
        cancelLater();
        from.rearm();
        listener.head(this, commit.head());
        if (!done && demand > 0) {
            long wanted = demand;
            demand = 0;
            from.requestResponse(wanted);
        }
    }

    void dataCame(Try from, ByteBuf chunk) {
        if (from == committed) {
            listener.data(this, chunk);
        }
    }

    void endCame(Try from, Headers trailers) {
        Outcome answered = new Outcome.Answered(from == committed ? status : from.status);
        unlink(from);
        Next.AfterEnd after = from.attempt.ended(answered);
        if (from == committed) {
            close(answered);
            listener.end(this, trailers);
        } else {
            afterEnd(after);
        }
    }

    void failed(Try from, Outcome outcome) {
        unlink(from);
        Next.AfterEnd after = from.attempt.ended(outcome);
        if (from == committed) {
            breakOff(outcome);
        } else {
            afterEnd(after);
        }
    }

    private void afterEnd(Next.AfterEnd after) {
        if (after instanceof Next.Again again) {
            again(again.delayNanos());
        } else if (after instanceof Next.Fail fail) {
            reply(fail.reply());
        }
        // Hold and Done: nothing now.
    }

    /** Whether the try goes on. */
    boolean timedOut(Try from, Attempt.Timeout which) {
        Next.AfterTimeout after = from.attempt.timedOut(which);
        if (after instanceof Next.Again again) {
            drop(from);
            again(again.delayNanos());
            return false;
        }
        if (after instanceof Next.Fail fail) {
            drop(from);
            if (from == committed) {
                LocalReply why = fail.reply();
                breakOff(new Outcome.Truncated(status, why.flags(), why.details()));
            } else {
                reply(fail.reply());
            }
            return false;
        }
        if (after instanceof Next.Hedge) {
            attempt();
        }
        return !done && from.live();
    }

    // ---- what the request's body says ----

    void replayLost() {
        engine().replayLost();
        dropMirrors();
    }

    void requestEnded() {
        engine().requestEnded();
        for (Try each = running; each != null; each = each.nextTry) {
            each.rearm();
        }
        startMirrors();
    }

    void bodyFailed(String why) {
        cancelOnLoop("request_body_failed{" + why + "}");
    }

    /** The one that has sent least decides how much is read ahead. */
    @Nullable
    Try firstTry() {
        return running;
    }

    private void startMirrors() {
        List<Plan.Mirror> copies = mirrors;
        mirrors = List.of();
        for (Plan.Mirror copy : copies) {
            driver.start(new HttpCall(this, copy.call(), feed().whole()));
        }
    }

    private void dropMirrors() {
        List<Plan.Mirror> copies = mirrors;
        mirrors = List.of();
        for (Plan.Mirror copy : copies) {
            copy.call().close(new Outcome.Cancelled("mirror_dropped"));
        }
    }

    // ---- what the caller says ----

    @Override
    public void request(long chunks) {
        if (calls.loop.inEventLoop()) {
            requestOnLoop(chunks);
        } else {
            onLoop(() -> requestOnLoop(chunks));
        }
    }

    private void requestOnLoop(long chunks) {
        Try source = committed;
        if (done) {
            return;
        }
        if (source != null) {
            source.requestResponse(chunks);
        } else {
            demand = demand + chunks < 0 ? Long.MAX_VALUE : demand + chunks;
        }
    }

    @Override
    public void cancel(String why) {
        if (calls.loop.inEventLoop()) {
            cancelOnLoop(why);
        } else {
            onLoop(() -> cancelOnLoop(why));
        }
    }

    void cancelOnLoop(String why) {
        if (done) {
            return;
        }
        Outcome cancelled = new Outcome.Cancelled(why);
        OutboundCall opened = engine;
        if (opened != null) {
            opened.cancel(why);
            close(cancelled);
        }
        done = true;
        listener.failed(this, cancelled);
    }

    @Override
    public int attempts() {
        return attempts;
    }

    @Override
    public @Nullable Endpoint endpoint() {
        return lastEndpoint;
    }

    // ---- the end ----

    private void reply(LocalReply reply) {
        close(new Outcome.Replied(reply));
        listener.reply(this, reply);
    }

    private void breakOff(Outcome outcome) {
        Outcome truncated = outcome instanceof Outcome.Truncated
                ? outcome
                : new Outcome.Truncated(status, outcome.flags(), outcome.details());
        close(truncated);
        listener.failed(this, truncated);
    }

    /** Exactly once, and before the listener hears of the end: what it does next may look at counters. */
    private void close(Outcome seen) {
        done = true;
        calls.remove(this);
        cancelLater();
        dropAll();
        RequestFeed source = feed;
        if (source != null) {
            source.stop();
        }
        dropMirrors();
        engine().close(seen);
    }

    /** A defect of ours must not leave a caller waiting. */
    void broken(RuntimeException defect) {
        LOG.error("call {} broke down", head, defect);
        if (!done) {
            Outcome outcome = new Outcome.Cancelled("internal_error{" + defect + "}");
            try {
                OutboundCall opened = engine;
                if (opened != null) {
                    close(outcome);
                }
            } finally {
                done = true;
                listener.failed(this, outcome);
            }
        }
    }

    // ---- small things ----

    /** Runs a task on the loop, if there still is one. */
    void onLoop(Runnable task) {
        try {
            calls.loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            // The loop ended with all its calls.
        }
    }

    Future<?> schedule(Runnable task, long delayNanos) {
        return calls.loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    boolean done() {
        return done;
    }

    void resume(Later ready, Later.Step step) {
        if (done || later != ready) {
            return;
        }
        cancelLater();
        try {
            if (step == Later.Step.PLAN) {
                plan();
            } else {
                attempt();
            }
        } catch (RuntimeException broken) {
            broken(broken);
        }
    }

    private void cancelLater() {
        Later waiting = later;
        if (waiting != null) {
            later = null;
            waiting.disarm();
        }
    }

    private void drop(Try loser) {
        unlink(loser);
        loser.reset();
    }

    private void dropAll() {
        Try each = running;
        running = null;
        while (each != null) {
            each.reset();
            each = each.nextTry;
        }
    }

    private void unlink(Try gone) {
        if (running == gone) {
            running = gone.nextTry;
            return;
        }
        for (Try each = running; each != null; each = each.nextTry) {
            if (each.nextTry == gone) {
                each.nextTry = gone.nextTry;
                return;
            }
        }
    }

    private @Nullable Try find(Attempt attempt) {
        Try each = running;
        while (each != null && each.attempt != attempt) {
            each = each.nextTry;
        }
        return each;
    }

    private OutboundCall engine() {
        OutboundCall opened = engine;
        if (opened == null) {
            throw new IllegalStateException("a call acts before it was opened");
        }
        return opened;
    }

    private RequestFeed feed() {
        RequestFeed source = feed;
        if (source == null) {
            throw new IllegalStateException("an attempt before a plan to forward");
        }
        return source;
    }
}
