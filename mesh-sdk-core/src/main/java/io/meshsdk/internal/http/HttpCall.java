package io.meshsdk.internal.http;

import io.meshsdk.call.LocalReply;
import io.meshsdk.call.Outcome;
import io.meshsdk.call.RequestHead;
import io.meshsdk.engine.AttemptStep;
import io.meshsdk.engine.CallOptions;
import io.meshsdk.engine.OutboundCall;
import io.meshsdk.engine.Plan;
import io.meshsdk.engine.Wait;
import io.meshsdk.spi.CallFacts;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call from its head to its end: asks the engine, does what it says. All of it runs on one event loop; what its
 * {@link Caller} says comes there.
 */
final class HttpCall implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpCall.class);

    final HttpCalls driver;
    final OpenCalls calls;
    private final RequestHead head;
    private final CallOptions options;
    final Caller caller;
    final Tries tries = new Tries(this);
    private final Body body;

    /** Neighbours among the loop's open calls. */
    @Nullable
    HttpCall previous;

    @Nullable
    HttpCall next;

    private @Nullable OutboundCall engine;
    private @Nullable RequestFeed feed;
    private @Nullable Later later;
    private Mirrors mirrors = Mirrors.NONE;
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
        this.caller = new Caller(this, listener);
    }

    /** Its engine call is open already. */
    static HttpCall mirror(HttpCall original, OutboundCall engine, Body body) {
        HttpCall copy =
                new HttpCall(original.driver, original.calls, original.head, body, CallOptions.HTTP, Unheard.INSTANCE);
        copy.engine = engine;
        return copy;
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
        try {
            if (engine == null) {
                engine = driver.outbound.open(head, options);
            }
            calls.add(this);
            plan();
        } catch (RuntimeException | Error broken) {
            broken(broken);
        }
    }

    /** Before the call was opened, on any thread. */
    void refused(Outcome outcome) {
        abandonMirror();
        done = true;
        caller.failed(outcome);
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
            caller.notMeshed(past.why());
        }
    }

    private void forward(Plan.Forward forward) {
        if (!forward.mirrors().isEmpty()) {
            mirrors = new Mirrors(forward.mirrors());
        }
        RequestFeed source = feed;
        if (source == null) {
            source = RequestFeed.of(this, body, forward.replayLimitBytes());
            feed = source;
            // Before the first attempt: a request that is whole already has its clocks started when its attempt is
            // made.
            source.start(this);
        } else if (source.complete()) {
            mirrors.start(this, source);
        }
        if (!done) {
            attempt();
        }
    }

    /** An internal redirect. One that makes a GET of another method leaves the body behind. */
    void reroute(RequestHead to) {
        // An attempt that was to come after a pause was another request's.
        cancelLater();
        RequestFeed source = feed;
        if (source != null && !to.method().equals(head.method())) {
            source.stop();
            feed = RequestFeed.NONE;
        }
        plan();
    }

    void attempt() {
        AttemptStep step = engine().attempt();
        if (step instanceof AttemptStep.Send send) {
            Try started = new Try(this, send.attempt());
            tries.add(started);
            started.open(feed());
        } else if (step instanceof AttemptStep.Fail fail) {
            reply(fail.reply());
        } else if (step instanceof AttemptStep.Later waiting) {
            await(waiting.waiting(), Later.Step.ATTEMPT);
        }
    }

    void again(long delayNanos) {
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

    // ---- what the request's body says ----

    void replayLost() {
        engine().replayLost();
        mirrors.drop();
    }

    void requestEnded() {
        engine().requestEnded();
        clocksStart();
    }

    void requestWasWhole() {
        engine().requestWasWhole();
        clocksStart();
    }

    private void clocksStart() {
        tries.rearmAll();
        mirrors.start(this, feed());
    }

    void bodyFailed(String why) {
        cancelOnLoop("request_body_failed{" + why + "}");
    }

    // ---- the end ----

    void cancelOnLoop(String why) {
        if (done) {
            return;
        }
        Outcome cancelled = new Outcome.Cancelled(why);
        OutboundCall opened = engine;
        try {
            if (opened != null) {
                opened.cancel(why);
                close(cancelled);
            }
            done = true;
            caller.failed(cancelled);
        } catch (RuntimeException | Error broken) {
            broken(broken);
        }
    }

    void reply(LocalReply reply) {
        close(new Outcome.Replied(reply));
        caller.reply(reply);
    }

    /** Exactly once, and before the listener hears of the end: what it does next may look at counters. */
    void close(Outcome seen) {
        done = true;
        calls.remove(this);
        try {
            cancelLater();
            tries.resetAll();
            RequestFeed source = feed;
            if (source != null) {
                source.stop();
            }
            mirrors.drop();
        } finally {
            engine().close(seen);
        }
    }

    /** A defect of ours, or of the listener, must not leave a caller waiting. */
    void broken(Throwable defect) {
        LOG.error("call {} broke down", head, defect);
        Outcome outcome = new Outcome.Cancelled("internal_error{" + defect + "}");
        try {
            if (!done && engine != null) {
                close(outcome);
            }
        } finally {
            done = true;
            caller.failed(outcome);
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

    /** Null before the first task. */
    @Nullable
    CallFacts facts() {
        OutboundCall opened = engine;
        return opened == null ? null : opened.facts();
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
        } catch (RuntimeException | Error broken) {
            broken(broken);
        }
    }

    void cancelLater() {
        Later waiting = later;
        if (waiting != null) {
            later = null;
            waiting.disarm();
        }
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
